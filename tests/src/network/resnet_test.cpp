// The backbone against torchvision's (tests/golden/make_resnet.py): names, shapes, values and gradients.
#include "src/network/resnet.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "src/network/residual_block.h"
#include "src/network/weights.h"

namespace gren::resnet_test {
namespace {

nlohmann::json golden(const std::string& name) {
    return nlohmann::json::parse(std::ifstream(std::string(GREN_GOLDEN_DIR) + "/" + name));
}

ResNet network(int depth, int stride) {
    return ResNet(ResNetOptions{depth, stride, NormMode::local, nullptr});
}

// The hash of make_resnet.py: float64 in [-0.5, 0.5).
torch::Tensor noise(std::uint64_t seed, torch::IntArrayRef shape) {
    torch::Tensor values = torch::empty(shape, torch::kFloat64);
    double* value = values.data_ptr<double>();
    for (std::int64_t i = 0; i < values.numel(); ++i) {
        std::uint32_t x = static_cast<std::uint32_t>(i) + static_cast<std::uint32_t>(seed * 0x9E3779B9);
        x = (x ^ (x >> 16)) * 0x7FEB352D;
        x = (x ^ (x >> 15)) * 0x846CA68B;
        x ^= x >> 16;
        value[i] = x / 4294967296.0 - 0.5;
    }
    return values;
}

void fill(ResNet& resnet) {
    const torch::NoGradGuard no_grad;
    std::uint64_t seed = 0;
    for (auto& [name, tensor] : named_state(*resnet)) {
        const torch::Tensor values = noise(seed++, tensor.sizes());
        if (name.ends_with("num_batches_tracked")) continue;
        if (tensor.dim() == 4)
            values.mul_(
                std::sqrt(24.0 / static_cast<double>(tensor.size(0) * tensor.size(2) * tensor.size(3))));
        else if (name.ends_with("weight") || name.ends_with("running_var"))
            values.mul_(0.5).add_(1);
        torch::Tensor(tensor).copy_(values);
    }
}

void expect_digest(const torch::Tensor& tensor, const nlohmann::json& expected, const std::string& what) {
    ASSERT_EQ(tensor.sizes(), expected["shape"].get<std::vector<std::int64_t>>()) << what;
    const double stddev = expected["deviation"], tolerance = 1e-8 * stddev;
    EXPECT_NEAR(tensor.mean().item<double>(), expected["mean"].get<double>(), tolerance) << what;
    EXPECT_NEAR(tensor.std().item<double>(), stddev, tolerance) << what;
    const torch::Tensor flat = tensor.detach().contiguous().flatten();
    const std::int64_t step = expected["step"];
    for (std::size_t i = 0; i < expected["samples"].size(); ++i)
        EXPECT_NEAR(flat[static_cast<std::int64_t>(i) * step].item<double>(),
                    expected["samples"][i].get<double>(), tolerance)
            << what << ", sample " << i;
}

TEST(ResNet, names_and_shapes_are_torchvisions) {
    for (const int depth : {18, 50}) {
        nlohmann::json found;
        for (const auto& [name, tensor] : named_state(*network(depth, 32)))
            found[name] = tensor.sizes().vec();
        EXPECT_EQ(found, golden("resnet_names.json")[std::to_string(depth)]) << depth;
    }
}

TEST(ResNet, values_and_gradients_are_torchvisions) {
    const nlohmann::json cases = golden("resnet_values.json");
    ASSERT_EQ(cases.size(), 7);
    for (const nlohmann::json& one : cases) {
        const std::string what = "depth " + one["depth"].dump() + ", stride " + one["stride"].dump() +
                                 ", training " + one["training"].dump();
        ResNet resnet = network(one["depth"], one["stride"]);
        resnet->to(torch::kFloat64);
        fill(resnet);
        resnet->train(one["training"]);
        const torch::Tensor features = resnet->forward(noise(1000, {2, 3, 64, 96}));
        EXPECT_EQ(features.size(1), resnet->channels());
        (features * noise(1001, features.sizes())).sum().backward();
        expect_digest(features, one["features"], what + ", features");
        expect_digest(named_state(*resnet).at("conv1.weight").grad(), one["gradient"], what + ", gradient");
    }
}

TEST(ResNet, a_dilated_network_computes_the_strided_ones_values_and_those_between) {
    const torch::NoGradGuard no_grad;
    const torch::Tensor image = noise(1, {1, 3, 64, 96});
    for (const int depth : {18, 50}) {
        const auto features = [&](int stride) {
            ResNet resnet = network(depth, stride);
            resnet->to(torch::kFloat64);
            fill(resnet);
            resnet->eval();
            return resnet->forward(image);
        };
        const torch::Tensor coarse = features(32);
        for (const int stride : {16, 8}) {
            const torch::Tensor fine = features(stride);
            EXPECT_EQ(fine.size(2), 64 / stride);
            EXPECT_EQ(fine.size(3), 96 / stride);
            const torch::Tensor every =
                fine.slice(2, 0, std::nullopt, 32 / stride).slice(3, 0, std::nullopt, 32 / stride);
            EXPECT_TRUE(torch::allclose(every, coarse, 1e-9, 1e-9)) << depth << " " << stride;
        }
    }
}

TEST(ResNet, keeps_images_in_channels_last_order) {
    ResNet resnet = network(18, 32);
    resnet->eval();
    const torch::Tensor image = torch::rand({2, 3, 64, 96});
    const torch::Tensor plain = resnet->forward(image);
    for (auto& parameter : resnet->parameters())
        if (parameter.dim() == 4) parameter.set_data(parameter.contiguous(at::MemoryFormat::ChannelsLast));
    const torch::Tensor features = resnet->forward(image.contiguous(at::MemoryFormat::ChannelsLast));
    EXPECT_TRUE(features.is_contiguous(at::MemoryFormat::ChannelsLast));
    EXPECT_TRUE(torch::allclose(features, plain, 1e-3, 1e-4));
}

// Fewer channels than oneDNN's kernels are made for, in the sizes of 256² and 512² films.
TEST(ResidualBlock, narrow_strided_shortcuts_have_the_gradients_of_float64) {
    for (const std::int64_t channels : {4, 8, 12, 16})
        for (const std::int64_t size : {64, 128}) {
            torch::manual_seed(1);
            BasicBlock block(BlockOptions{
                .in_channels = channels, .width = 2 * channels, .stride = 2, .norm = NormMode::local});
            const auto x =
                torch::randn({2, channels, size, size}).contiguous(torch::MemoryFormat::ChannelsLast);
            const auto gradients = [&](torch::ScalarType type) {
                block->to(type);
                block->zero_grad();
                block->forward(x.to(type)).square().mean().backward();
                std::vector<torch::Tensor> all;
                for (const auto& parameter : block->parameters())
                    all.push_back(parameter.grad().to(torch::kFloat64).clone());
                return all;
            };
            const auto single = gradients(torch::kFloat32), expected = gradients(torch::kFloat64);
            for (std::size_t i = 0; i < expected.size(); ++i)
                EXPECT_TRUE(torch::allclose(single[i], expected[i], 1e-3,
                                            1e-4 * expected[i].abs().max().item<double>()))
                    << channels << " channels, " << size << "²: " << block->named_parameters()[i].key();
        }
}

// He et al. 2015, over fan-out: stddev √(2 / (out · k²)).
TEST(ResNet, convolutions_start_he_normal_over_fan_out) {
    torch::manual_seed(1);
    const NamedTensors state = named_state(*network(50, 32));
    for (const auto& [name, fan_out] :
         {std::pair{"conv1.weight", 64 * 49}, std::pair{"layer4.1.conv2.weight", 512 * 9},
          std::pair{"layer4.0.downsample.0.weight", 2048}})
        EXPECT_NEAR(state.at(name).std().item<double>() / std::sqrt(2.0 / fan_out), 1, 0.03) << name;
    EXPECT_TRUE(torch::equal(state.at("layer1.0.bn3.weight"), torch::ones(256)));
}

TEST(ResNet, refuses_depths_and_strides_that_are_not_offered) {
    EXPECT_THROW(network(34, 32), std::invalid_argument);
    EXPECT_THROW(network(50, 4), std::invalid_argument);
}

}  // namespace
}  // namespace gren::resnet_test
