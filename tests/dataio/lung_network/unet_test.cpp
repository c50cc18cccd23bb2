#include "dataio/lung_network/unet.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "dataio/tensors/safetensors.h"

namespace gren::unet_test {
namespace {

// The same network written in Python, tests/golden/make_unet.py.
TEST(UNet, equals_its_peer) {
    const auto golden = read_safetensors(std::filesystem::path(GREN_GOLDEN_DIR) / "unet.safetensors").tensors;
    UNet net(4);
    const torch::NoGradGuard no_grad;
    for (const auto& parameter : net->named_parameters()) parameter.value().copy_(golden.at(parameter.key()));
    EXPECT_TRUE(torch::allclose(net(golden.at("image")), golden.at("logits"), 1e-4, 1e-5));
}

TEST(UNet, keeps_the_size_of_any_image) {
    torch::manual_seed(1);
    UNet net(4);
    for (const auto& [height, width] : {std::pair{16, 16}, {17, 31}, {33, 80}, {64, 47}})
        EXPECT_EQ(net(torch::randn({2, 1, height, width})).sizes(),
                  (std::vector<std::int64_t>{2, 1, height, width}));
}

TEST(UNet, is_independent_of_the_rest_of_the_batch) {
    torch::manual_seed(1);
    UNet net(4);
    const torch::Tensor batch = torch::randn({3, 1, 32, 32});
    const torch::Tensor alone = net(batch.slice(0, 1, 2));
    EXPECT_TRUE(torch::allclose(net(batch).slice(0, 1, 2), alone, 1e-4, 1e-5));
}

TEST(UNet, is_small) {
    std::int64_t parameters = 0;
    for (const torch::Tensor& parameter : UNet(16)->parameters()) parameters += parameter.numel();
    EXPECT_LT(parameters, 1'000'000);
    EXPECT_GT(parameters, 100'000);
}

// Without gradients it takes another way up.
TEST(UNet, computes_the_same_with_and_without_gradients) {
    torch::manual_seed(1);
    UNet net(8);
    const torch::Tensor image = torch::randn({2, 1, 35, 64}), trained = net(image);
    const torch::NoGradGuard no_grad;
    EXPECT_TRUE(torch::allclose(net(image), trained, 1e-4, 1e-5));
}

// A pixel's logit must depend on far pixels (through the coarsest level) and sharply on its own.
TEST(UNet, sees_far_and_near) {
    torch::manual_seed(1);
    UNet net(4);
    const torch::Tensor image = torch::randn({1, 1, 64, 64}).requires_grad_();
    net(image).index({0, 0, 32, 32}).backward();
    const torch::Tensor influence = image.grad()[0][0].abs();  // [64, 64]
    EXPECT_GT(influence.slice(0, 0, 8).sum().item<double>(), 0);
    EXPECT_GT(influence[32][32].item<double>(), 5 * influence.mean().item<double>());
}

}  // namespace
}  // namespace gren::unet_test
