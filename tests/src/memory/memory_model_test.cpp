// The model of memory against torch's own allocator, on the network it speaks of.
#include "src/memory/memory_model.h"

#include <gtest/gtest.h>

#include "src/memory/memory_meter.h"
#include "src/network/autocast.h"

namespace gren::memory_model_test {
namespace {

constexpr std::int64_t kImages = 2;

struct Measured {
    std::int64_t held_bytes, peak_bytes;  // after the forward pass; over both passes
};

Measured passes(const LocalizerSpec& network, bool recompute, bool bfloat16, std::int64_t count = kImages) {
    const auto model = make_backbone({.depth = network.depth,
                                      .output_stride = network.output_stride,
                                      .norm = NormMode::frozen,
                                      .width = network.width});
    const MemoryMeter meter(torch::kCPU);
    const auto images = torch::randn({count, 3, network.image_size, network.image_size})
                            .contiguous(at::MemoryFormat::ChannelsLast);
    torch::Tensor features;
    {
        const Bfloat16Autocast autocast(bfloat16, at::kCPU);
        features = recompute ? model->forward_recomputing(images) : model->forward(images);
    }
    const auto held = meter.held_bytes();
    features.sum().backward();
    return {held, meter.peak_bytes()};
}

}  // namespace

TEST(MemoryMeter, counts_what_is_held_and_the_most_that_was) {
    const auto before = torch::ones({1000});
    const MemoryMeter meter(torch::kCPU);
    auto kept = torch::ones({1 << 18});  // 1 MiB
    { const auto passing = torch::ones({3 << 18}); }
    EXPECT_EQ(meter.held_bytes(), 1 << 20);
    EXPECT_EQ(meter.peak_bytes(), 4 << 20);
    kept.reset();
    EXPECT_EQ(meter.held_bytes(), 0);
    EXPECT_EQ(meter.peak_bytes(), 4 << 20);
}

struct ModelCase {
    int depth, output_stride;
    bool bfloat16;
    std::int64_t width = 64;

    LocalizerSpec network() const {
        LocalizerSpec spec;
        spec.depth = depth, spec.output_stride = output_stride, spec.width = width;
        spec.image_size = 128;
        return spec;
    }
};

class MemoryModel : public testing::TestWithParam<ModelCase> {};

TEST_P(MemoryModel, is_what_the_forward_pass_leaves) {
    const auto test = GetParam();
    const auto network = test.network();
    const auto model = static_cast<double>(kImages * activation_bytes(network, false, test.bfloat16));
    // What does not grow with the images, autocast's rounded weights, is no activation.
    const auto found = static_cast<double>(passes(network, false, test.bfloat16, 2 * kImages).held_bytes -
                                           passes(network, false, test.bfloat16).held_bytes);
    EXPECT_NEAR(found / model, 1, 0.05) << found << " bytes of " << model;
}

// The bound holds, and is no more than three times what is taken.
TEST_P(MemoryModel, bounds_a_pass_without_gradients) {
    auto network = GetParam().network();
    network.classes = {"A", "B"};
    network.head_width = 64;
    auto model = make_localizer(network, {}, NormMode::frozen, nullptr);
    use_channels_last(*model);
    model->eval();
    const torch::InferenceMode guard;
    const MemoryMeter meter(torch::kCPU);
    const auto images = torch::randn({kImages, 3, network.image_size, network.image_size});
    BackboneFeatures features;
    features.own = model->forward(images);
    const auto maps = model->method().head(model->method().enhance(features, {}), 128);
    const auto bound = kImages * inference_bytes(network, 128);
    EXPECT_LT(meter.peak_bytes(), bound);
    EXPECT_GT(3 * meter.peak_bytes(), bound);
}

// What is held of no image at all: memory_budget.cpp counts it as half the parameters.
TEST(MemoryModelOfWeights, autocast_holds_the_weights_once_more_in_half_the_bytes) {
    const auto network = ModelCase{50, 32, true}.network();
    std::int64_t parameter_bytes = 0;
    for (const auto& parameter : make_backbone({.norm = NormMode::frozen})->parameters())
        parameter_bytes += static_cast<std::int64_t>(parameter.nbytes());
    const auto of_no_image = 2 * passes(network, false, true, kImages).held_bytes -
                             passes(network, false, true, 2 * kImages).held_bytes;
    EXPECT_NEAR(static_cast<double>(of_no_image) / static_cast<double>(parameter_bytes), 0.5, 0.02);
}

// Kept: the blocks' outputs. At the most: beside them the inside of one block and its gradients, which take
// no more than that inside again.
TEST_P(MemoryModel, tells_what_recomputing_saves) {
    const auto test = GetParam();
    const auto network = test.network();
    const auto plain = passes(network, false, test.bfloat16), again = passes(network, true, test.bfloat16);
    EXPECT_LT(again.held_bytes, kImages * activation_bytes(network, true, test.bfloat16));
    EXPECT_LT(again.held_bytes, plain.held_bytes);
    EXPECT_LT(again.peak_bytes, plain.peak_bytes);
}

INSTANTIATE_TEST_SUITE_P(networks, MemoryModel,
                         testing::Values(ModelCase{18, 32, false}, ModelCase{50, 32, false},
                                         ModelCase{50, 8, false}, ModelCase{50, 32, true},
                                         ModelCase{18, 8, false, 16}, ModelCase{121, 32, false},
                                         ModelCase{121, 8, false, 32}, ModelCase{121, 32, true}));

}  // namespace gren::memory_model_test
