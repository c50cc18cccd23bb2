#include "src/training/accumulator_guard.h"

#include <gtest/gtest.h>
#include <torch/autograd.h>

namespace gren::accumulator_guard_test {
namespace {

std::shared_ptr<torch::autograd::Node> end_of(const torch::Tensor& y) {
    return y.grad_fn()->next_edge(0).function;
}

TEST(AccumulatorGuard, lends_the_parameters_other_accumulators) {
    const std::vector<torch::Tensor> parameters{torch::ones({2}).requires_grad_(),
                                                torch::ones({3}).requires_grad_()};
    const auto before = end_of(2 * parameters[1]);  // held, as a reducer holds it
    const auto own = new_accumulators(parameters);
    {
        const AccumulatorGuard guard(parameters, own);
        const auto y = 2 * parameters[1];
        EXPECT_EQ(end_of(y), own[1]);
        const auto gradient = torch::autograd::grad({y.sum()}, {parameters[1]})[0];
        EXPECT_TRUE(torch::equal(gradient, torch::full({3}, 2.0F)));
    }
    EXPECT_EQ(end_of(2 * parameters[1]), before);
    (2 * parameters[0]).sum().backward();  // which had none
    EXPECT_TRUE(torch::equal(parameters[0].grad(), torch::full({2}, 2.0F)));
}

}  // namespace
}  // namespace gren::accumulator_guard_test
