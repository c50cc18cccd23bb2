// The fused step against libtorch's own optimizer.
#include "src/training/sgd.h"

#include <gtest/gtest.h>
#include <torch/nn/modules/linear.h>
#include <torch/optim/sgd.h>

#include <cmath>

namespace gren::sgd_test {

TEST(Sgd, steps_as_libtorchs_optimizer) {
    for (const double momentum : {0.0, 0.9})
        for (const bool nesterov : {true, false}) {
            torch::manual_seed(3);
            const auto ours = torch::nn::Linear(4, 3), theirs = torch::nn::Linear(4, 3);
            const torch::NoGradGuard no_gradient;
            for (std::size_t i = 0; i < 2; ++i) theirs->parameters()[i].copy_(ours->parameters()[i]);
            Sgd sgd(*ours, {.momentum = momentum, .nesterov = nesterov, .weight_decay = 0.01});
            torch::optim::SGD expected(
                theirs->parameters(),
                torch::optim::SGDOptions(0.1).momentum(momentum).weight_decay(0.01).nesterov(nesterov &&
                                                                                             momentum > 0));
            for (int step = 0; step < 3; ++step) {
                for (std::size_t i = 0; i < 2; ++i) {
                    ours->parameters()[i].mutable_grad() = torch::randn_like(ours->parameters()[i]);
                    theirs->parameters()[i].mutable_grad() = ours->parameters()[i].grad().clone();
                }
                sgd.step(0.1);
                expected.step();
                for (std::size_t i = 0; i < 2; ++i)
                    EXPECT_TRUE(torch::allclose(ours->parameters()[i], theirs->parameters()[i], 1e-6, 1e-7))
                        << momentum << (nesterov ? " Nesterov's" : " plain") << " step " << step;
            }
        }
}

// Also the first step, which torch's optimizer treats otherwise.
TEST(Sgd, a_skipped_step_is_none) {
    torch::manual_seed(3);
    const auto skipping = torch::nn::Linear(4, 3), plain = torch::nn::Linear(4, 3);
    const torch::NoGradGuard no_gradient;
    for (std::size_t i = 0; i < 2; ++i) plain->parameters()[i].copy_(skipping->parameters()[i]);
    Sgd with(*skipping, {}), without(*plain, {});
    for (const bool skipped : {true, false, true, false}) {
        for (std::size_t i = 0; i < 2; ++i) {
            const auto gradient = torch::randn_like(plain->parameters()[i]);
            plain->parameters()[i].mutable_grad() = gradient;
            skipping->parameters()[i].mutable_grad() =
                skipped ? torch::full_like(gradient, std::nanf("")) : gradient.clone();
        }
        with.step(0.1, torch::tensor({skipped ? 1.0F : 0.0F}));
        if (!skipped) without.step(0.1);
        for (std::size_t i = 0; i < 2; ++i)
            EXPECT_TRUE(skipping->parameters()[i].equal(plain->parameters()[i])) << skipped;
    }
}

}  // namespace gren::sgd_test
