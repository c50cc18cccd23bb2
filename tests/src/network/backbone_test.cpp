// The backbones against torchvision's (tests/golden/make_backbones.py): names, shapes, values and gradients.
#include "src/network/backbone.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "src/network/residual_block.h"
#include "src/network/weights.h"

namespace gren::backbone_test {
namespace {

nlohmann::json golden(const std::string& name) {
    return nlohmann::json::parse(std::ifstream(std::string(GREN_GOLDEN_DIR) + "/" + name));
}

using Network = std::shared_ptr<Backbone>;

Network network(int depth, int stride, std::int64_t width = 64) {
    return make_backbone({.depth = depth, .output_stride = stride, .norm = NormMode::local, .width = width});
}

// The hash of make_backbones.py: float64 in [-0.5, 0.5).
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

// Values of a size that the layers keep: by fan-out in residual networks, by fan-in in dense ones.
void fill(Network& backbone) {
    const torch::NoGradGuard no_grad;
    const bool dense = named_state(*backbone).contains("features.conv0.weight");
    std::uint64_t seed = 0;
    for (auto& [name, tensor] : named_state(*backbone)) {
        const torch::Tensor values = noise(seed++, tensor.sizes());
        if (name.ends_with("num_batches_tracked")) continue;
        if (tensor.dim() == 4)
            values.mul_(std::sqrt(
                24.0 / static_cast<double>(tensor.size(dense ? 1 : 0) * tensor.size(2) * tensor.size(3))));
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

TEST(Backbone, names_and_shapes_are_torchvisions) {
    for (const int depth : {18, 50, 121}) {
        nlohmann::json found;
        for (const auto& [name, tensor] : named_state(*network(depth, 32)))
            found[name] = tensor.sizes().vec();
        EXPECT_EQ(found, golden("backbone_names.json")[std::to_string(depth)]) << depth;
    }
}

TEST(Backbone, values_and_gradients_are_torchvisions) {
    const nlohmann::json cases = golden("backbone_values.json");
    ASSERT_EQ(cases.size(), 9);
    for (const nlohmann::json& one : cases) {
        const std::string what = "depth " + one["depth"].dump() + ", stride " + one["stride"].dump() +
                                 ", training " + one["training"].dump();
        Network backbone = network(one["depth"], one["stride"]);
        backbone->to(torch::kFloat64);
        fill(backbone);
        backbone->train(one["training"]);
        const torch::Tensor features = backbone->forward(noise(1000, {2, 3, 64, 96}));
        EXPECT_EQ(features.size(1), stage_channels(one["depth"], 64).back());
        (features * noise(1001, features.sizes())).sum().backward();
        expect_digest(features, one["features"], what + ", features");
        expect_digest(backbone->parameters().front().grad(), one["gradient"], what + ", gradient");
    }
}

TEST(Backbone, a_dilated_network_computes_the_strided_ones_values_and_those_between) {
    const torch::NoGradGuard no_grad;
    const torch::Tensor image = noise(1, {1, 3, 64, 96});
    for (const int depth : {18, 50, 121}) {
        const auto features = [&](int stride) {
            Network backbone = network(depth, stride);
            backbone->to(torch::kFloat64);
            fill(backbone);
            backbone->eval();
            return backbone->forward(image);
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

TEST(Backbone, keeps_images_in_channels_last_order) {
    for (const auto& [depth, stride] : {std::pair{18, 32}, std::pair{121, 32}, std::pair{121, 8}}) {
        Network backbone = network(depth, stride);
        backbone->eval();
        const torch::Tensor image = torch::rand({2, 3, 64, 96});
        const torch::Tensor plain = backbone->forward(image);
        for (auto& parameter : backbone->parameters())
            if (parameter.dim() == 4)
                parameter.set_data(parameter.contiguous(at::MemoryFormat::ChannelsLast));
        const auto channels_last = image.contiguous(at::MemoryFormat::ChannelsLast);
        for (const auto& features : backbone->forward_stages(channels_last))
            EXPECT_TRUE(features.is_contiguous(at::MemoryFormat::ChannelsLast)) << depth;
        EXPECT_TRUE(torch::allclose(backbone->forward(channels_last), plain, 1e-3, 1e-4)) << depth;
    }
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

// He et al. 2015, stddev √(2 / fan): torchvision takes out · k² in residual networks, in · k² in dense ones.
TEST(Backbone, convolutions_start_he_normal) {
    torch::manual_seed(1);
    const NamedTensors state = named_state(*network(50, 32));
    for (const auto& [name, fan_out] :
         {std::pair{"conv1.weight", 64 * 49}, std::pair{"layer4.1.conv2.weight", 512 * 9},
          std::pair{"layer4.0.downsample.0.weight", 2048}})
        EXPECT_NEAR(state.at(name).std().item<double>() / std::sqrt(2.0 / fan_out), 1, 0.03) << name;
    EXPECT_TRUE(torch::equal(state.at("layer1.0.bn3.weight"), torch::ones(256)));
    const NamedTensors dense = named_state(*network(121, 32));
    for (const auto& [name, fan_in] : {std::pair{"features.conv0.weight", 3 * 49},
                                       std::pair{"features.denseblock4.denselayer16.conv2.weight", 128 * 9},
                                       std::pair{"features.transition3.conv.weight", 1024}})
        EXPECT_NEAR(dense.at(name).std().item<double>() / std::sqrt(2.0 / fan_in), 1, 0.03) << name;
    EXPECT_TRUE(torch::equal(dense.at("features.norm5.weight"), torch::ones(1024)));
}

TEST(Backbone, stages_have_the_channels_that_heads_are_built_for) {
    const torch::NoGradGuard no_grad;
    for (const int depth : {18, 50, 121})
        for (const int side : {64, 72}) {  // 72 / 32 is no whole number
            const auto stages = network(depth, 16, 4)->forward_stages(torch::rand({1, 3, side, side}));
            ASSERT_EQ(stages.size(), 4) << depth;
            for (std::size_t i = 0; i < 4; ++i) {
                const int stride = std::min(4 << i, 16);
                EXPECT_EQ(stages[i].size(1), stage_channels(depth, 4)[i]) << depth << ", stage " << i;
                EXPECT_EQ(stages[i].size(2), (side + stride - 1) / stride) << depth << ", stage " << i;
            }
        }
}

TEST(Backbone, refuses_depths_strides_and_widths_that_are_not_offered) {
    EXPECT_THROW(network(34, 32), std::invalid_argument);
    EXPECT_THROW(network(50, 4), std::invalid_argument);
    EXPECT_THROW(network(121, 4), std::invalid_argument);
    EXPECT_THROW(network(121, 32, 7), std::invalid_argument);
}

}  // namespace
}  // namespace gren::backbone_test
