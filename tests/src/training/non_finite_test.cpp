// What is not finite on one rank is applied on none, and said with that rank's term.
#include "src/training/non_finite.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "distributed/agreement.h"
#include "tests/support/mpi_main.h"
#include "tests/support/toy_images.h"

namespace gren::non_finite_test {
namespace {

struct NonFinite : testing::Test {
    World& world = test_world();
    int last = world.size() - 1;
    Localizer model = network();
    Trainer trainer{world, model, {}};
    Batch batch = ToyImages(2 * world.size())
                      .share(std::vector<std::int64_t>(static_cast<std::size_t>(world.size()), 2),
                             world.rank(), torch::kFloat32);

    Localizer network() {
        torch::manual_seed(1);
        auto net = ToyImages::network(make_method("gren", ToyImages::head_shape(), {}), NormMode::local);
        return net;
    }
    std::vector<torch::Tensor> state() {
        std::vector<torch::Tensor> copies;
        for (const auto& tensor : model->parameters()) copies.push_back(tensor.detach().clone());
        for (const auto& tensor : model->buffers()) copies.push_back(tensor.clone());
        return copies;
    }
};

}  // namespace

TEST_F(NonFinite, a_step_is_not_applied_and_leaves_no_trace) {
    trainer.step(batch, 0, 1e-3);
    const auto before = state();
    auto bad = batch;
    bad.image = batch.image.clone();
    if (world.rank() == last) bad.image[0][0][0][0] = std::nan("");
    const auto report = trainer.step(bad, 1, 1e-3);
    EXPECT_FALSE(report.applied);
    EXPECT_EQ(report.non_finite.empty(), false) << "every rank shares an edge with the bad image";
    if (world.rank() == last) {
        EXPECT_THAT(report.non_finite, testing::Contains("localization"));
    }
    const auto after = state();
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_TRUE(torch::equal(before[i], after[i])) << i;
    EXPECT_TRUE(trainer.step(batch, 2, 1e-3).applied);
}

TEST_F(NonFinite, a_gradient_alone_is_named) {
    const auto weight = model->named_parameters()["head.conv2.weight"];
    weight.register_hook(
        [](const torch::Tensor& gradient) { return gradient * std::numeric_limits<float>::infinity(); });
    const auto before = state();
    const auto report = trainer.step(batch, 0, 1e-3);
    EXPECT_FALSE(report.applied);
    EXPECT_TRUE(std::isfinite(report.loss));
    EXPECT_FALSE(std::isfinite(report.gradient_norm));
    EXPECT_THAT(report.non_finite, testing::ElementsAre("gradient of head.conv2.weight"));
    const auto after = state();
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_TRUE(torch::equal(before[i], after[i])) << i;
}

TEST_F(NonFinite, a_finite_gradient_whose_square_is_not_is_applied) {
    const auto weight = model->named_parameters()["head.conv2.weight"];
    weight.register_hook([](const torch::Tensor& gradient) { return torch::full_like(gradient, 1e25); });
    const auto before = weight.detach().clone();
    const auto report = trainer.step(batch, 0, 1e-3);
    EXPECT_TRUE(report.applied);
    EXPECT_FALSE(torch::equal(before, weight.detach()));
    const double expected = 1e25 * std::sqrt(static_cast<double>(weight.numel()));
    EXPECT_NEAR(report.gradient_norm / expected, 1, 1e-6);
}

TEST(NonFinitePolicy, by_name) {
    EXPECT_EQ(non_finite_policy_from("skip"), NonFinitePolicy::skip);
    EXPECT_THROW(non_finite_policy_from("ignore"), std::invalid_argument);
}

}  // namespace gren::non_finite_test
