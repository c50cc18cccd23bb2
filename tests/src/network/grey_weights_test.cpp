// Weights for films of one channel, on films of three.
#include "src/network/grey_weights.h"

#include <gtest/gtest.h>

namespace gren::grey_weights_test {
namespace {

torch::Tensor convolved(const torch::Tensor& x, const torch::Tensor& weight) {
    return torch::conv2d(x, weight, {}, /*stride=*/2, /*padding=*/3);
}

}  // namespace

// torchxrayvision's normalize(): (2 g / 255 - 1) · 1024. Ours: ImageNet's mean and deviation.
TEST(GreyWeights, see_in_three_channels_what_torchxrayvision_sees_in_one) {
    torch::manual_seed(1);
    const auto grey = torch::randint(0, 256, {2, 1, 20, 26}).to(torch::kFloat64);
    const auto mean = torch::tensor({0.485, 0.456, 0.406}, torch::kFloat64).reshape({3, 1, 1});
    const auto deviation = torch::tensor({0.229, 0.224, 0.225}, torch::kFloat64).reshape({3, 1, 1});
    for (const char* name : {"features.conv0.weight", "conv1.weight"}) {
        const auto weight = torch::randn({4, 1, 7, 7}, torch::kFloat64);
        NamedTensors weights{{name, weight}, {"layer1.0.conv1.weight", torch::ones({2, 1, 3, 3})}};
        EXPECT_TRUE(take_grey_weights(weights));
        ASSERT_EQ(weights.at(name).sizes(), torch::IntArrayRef({4, 3, 7, 7}));
        EXPECT_EQ(weights.at("layer1.0.conv1.weight").size(1), 1);
        const auto expected = convolved((2 * grey / 255 - 1) * 1024, weight);
        const auto found = convolved((grey / 255 - mean) / deviation, weights.at(name));
        // The constants of our scale are float32.
        EXPECT_TRUE(torch::allclose(found, expected, 1e-5, 1e-5 * expected.abs().max().item<double>()));
    }
}

TEST(GreyWeights, leaves_others_as_they_are) {
    const auto weight = torch::randn({4, 3, 7, 7});
    NamedTensors weights{{"conv1.weight", weight}, {"fc.bias", torch::ones(2)}};
    EXPECT_FALSE(take_grey_weights(weights));
    EXPECT_TRUE(weights.at("conv1.weight").is_same(weight));
}

}  // namespace gren::grey_weights_test
