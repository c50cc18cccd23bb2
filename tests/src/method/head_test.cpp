// The head against the order of the paper, and its prior against the loss it is chosen for.
#include "src/method/head.h"

#include <gtest/gtest.h>
#include <torch/nn/functional/upsampling.h>

#include "src/method/losses.h"
#include "src/network/weights.h"

namespace gren::head_test {
namespace {

TEST(Head, equals_resizing_before_both_convolutions) {
    torch::manual_seed(2);
    Head head(HeadShape{.channels = 6, .width = 5, .classes = 3, .grid = 16});
    const torch::Tensor features = torch::randn({2, 6, 4, 5});
    const NamedTensors state = named_state(*head);
    for (const std::int64_t grid : {3, 4, 8}) {
        const torch::Tensor resized =
            torch::nn::functional::interpolate(features, torch::nn::functional::InterpolateFuncOptions()
                                                             .size(std::vector<std::int64_t>{grid, grid})
                                                             .mode(torch::kBilinear)
                                                             .align_corners(false));
        const torch::Tensor hidden =
            torch::conv2d(resized, state.at("conv1.weight"), state.at("conv1.bias")).clamp_min(0);
        const torch::Tensor expected =
            torch::conv2d(hidden, state.at("conv2.weight"), state.at("conv2.bias"));
        const torch::Tensor logits = head->forward(features, grid);
        EXPECT_EQ(logits.sizes(), (std::vector<std::int64_t>{2, 3, grid, grid}));
        EXPECT_TRUE(torch::allclose(logits, expected, 1e-5, 1e-6)) << grid;
    }
    EXPECT_EQ(state.size(), 4);
}

TEST(Head, of_three_cells_sees_the_training_grid_whatever_is_asked) {
    torch::manual_seed(3);
    HeadShape shape{.channels = 6, .width = 5, .classes = 2, .grid = 4, .variant = {.head_kernel = 3}};
    Head head(shape);
    const auto state = head->named_parameters();
    const auto features = torch::randn({2, 6, 8, 8});
    const auto small = std::get<0>(torch::adaptive_max_pool2d(features, {4, 4}));
    const auto hidden = torch::conv2d(small, state["conv1.weight"], state["conv1.bias"], 1, 1);
    const auto expected = [&](std::int64_t grid) {
        const auto sized =
            torch::nn::functional::interpolate(hidden, torch::nn::functional::InterpolateFuncOptions()
                                                           .size(std::vector<std::int64_t>{grid, grid})
                                                           .mode(torch::kBilinear)
                                                           .align_corners(false));
        return torch::conv2d(sized.relu(), state["conv2.weight"], state["conv2.bias"]);
    };
    for (const std::int64_t grid : {4, 8})
        EXPECT_TRUE(torch::allclose(head->forward(features, grid), expected(grid), 1e-5, 1e-6));
}

TEST(Head, does_not_resize_features_of_the_wanted_grid) {
    Head head(HeadShape{.channels = 6, .width = 5, .classes = 3, .grid = 16});
    const torch::Tensor features = torch::randn({1, 6, 4, 4});
    const NamedTensors state = named_state(*head);
    const torch::Tensor hidden =
        torch::conv2d(features, state.at("conv1.weight"), state.at("conv1.bias")).clamp_min(0);
    EXPECT_TRUE(torch::allclose(head->forward(features, 4),
                                torch::conv2d(hidden, state.at("conv2.weight"), state.at("conv2.bias"))));
}

TEST(Head, the_loss_of_an_absent_class_starts_near_one) {
    torch::manual_seed(3);
    const torch::Tensor absent = torch::zeros({4, 14}, torch::kBool);
    const torch::Tensor features = torch::randn({4, 2048, 16, 16}).clamp_min(0);
    for (const std::int64_t grid : {8, 16}) {
        Head head(HeadShape{.grid = grid});
        const torch::Tensor loss = mil_loss(head->forward(features, grid), absent);
        EXPECT_GT(loss.min().item<float>(), 0.3);
        EXPECT_LT(loss.max().item<float>(), 3);
        const torch::NoGradGuard no_grad;
        head->named_parameters()["conv2.weight"].zero_();
        EXPECT_NEAR(mil_loss(head->forward(features, grid), absent)[0][0].item<float>(), 1, 1e-4);
    }
}

// Li et al.'s floor shrinks each cell's part of the loss: a start for losses without one would not learn.
TEST(Head, with_a_floor_the_loss_of_an_absent_class_starts_near_one_too) {
    torch::manual_seed(3);
    Head head(HeadShape{.channels = 32, .grid = 16, .variant = {.floor = 0.98}});
    const torch::Tensor loss =
        mil_loss(head->forward(torch::randn({4, 32, 16, 16}), 16), torch::zeros({4, 14}, torch::kBool), 0.98);
    EXPECT_GT(loss.min().item<float>(), 0.3);
    EXPECT_LT(loss.max().item<float>(), 3);
    EXPECT_EQ(prior_logit(16, 0.98), 0) << "no probability above one half";
}

}  // namespace
}  // namespace gren::head_test
