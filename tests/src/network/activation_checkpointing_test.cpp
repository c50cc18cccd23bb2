// A recomputed network is the same network: bit by bit where nothing is summed in another order, with as many
// collectives, and with less memory. (That it equals one process on the whole batch is the gate's to say.)
#include "src/network/activation_checkpointing.h"

#include <gtest/gtest.h>

#include <tuple>

#include "distributed/collectives.h"
#include "src/memory/memory_meter.h"
#include "src/training/trainer.h"
#include "tests/support/mpi_main.h"
#include "tests/support/toy_images.h"

namespace gren::activation_checkpointing_test {
namespace {

struct Outcome {
    std::vector<torch::Tensor> gradients, buffers;
    double loss = 0;
    TrafficCount traffic;
    std::int64_t peak_bytes = 0;
};

Outcome one_step(bool recompute, int depth, NormMode norm, bool bfloat16) {
    World& world = test_world();
    torch::manual_seed(3);
    auto model =
        ToyImages::network(make_method("gren", ToyImages::head_shape(depth), {}), norm, &world, depth);
    constexpr std::int64_t kImages = 8;  // enough for activations to outweigh what else a step needs
    const ToyImages images(kImages * world.size());
    const auto batch =
        images.share(std::vector<std::int64_t>(static_cast<std::size_t>(world.size()), kImages), world.rank(),
                     torch::kFloat32);
    Trainer trainer(world, model, {.forward = {.recompute = recompute, .bfloat16 = bfloat16}});
    Outcome outcome;
    const auto before = world.traffic().counts();
    const MemoryMeter meter(world.device());
    outcome.loss = trainer.step(batch, 0, 1e-9).loss;
    outcome.peak_bytes = meter.peak_bytes();
    outcome.traffic = total(world.traffic().counts() - before);
    for (const auto& parameter : model->parameters()) outcome.gradients.push_back(parameter.grad().clone());
    for (const auto& buffer : model->buffers()) outcome.buffers.push_back(buffer.clone());
    return outcome;
}

}  // namespace

class Recomputed : public testing::TestWithParam<std::tuple<int, NormMode, bool>> {};

TEST_P(Recomputed, is_the_same_network_with_the_same_traffic_in_less_memory) {
    const auto [depth, norm, bfloat16] = GetParam();
    const auto plain = one_step(false, depth, norm, bfloat16), again = one_step(true, depth, norm, bfloat16);
    EXPECT_EQ(plain.loss, again.loss);
    ASSERT_EQ(plain.gradients.size(), again.gradients.size());
    for (std::size_t i = 0; i < plain.gradients.size(); ++i)
        EXPECT_TRUE(torch::allclose(plain.gradients[i], again.gradients[i], 1e-6, 1e-9)) << "gradient " << i;
    for (std::size_t i = 0; i < plain.buffers.size(); ++i)
        EXPECT_TRUE(torch::equal(plain.buffers[i], again.buffers[i])) << "statistics " << i;
    EXPECT_EQ(plain.traffic.calls, again.traffic.calls);
    EXPECT_EQ(plain.traffic.bytes, again.traffic.bytes);
    EXPECT_LT(again.peak_bytes, plain.peak_bytes);
}

INSTANTIATE_TEST_SUITE_P(norms_and_precisions, Recomputed,
                         testing::Combine(testing::Values(18, 121),
                                          testing::Values(NormMode::sync, NormMode::local, NormMode::frozen),
                                          testing::Bool()));

TEST(Recomputed, without_gradient_is_the_part_alone) {
    const torch::NoGradGuard no_gradient;
    int calls = 0;
    const auto y = recomputed(
        [&calls](const torch::Tensor& x) {
            ++calls;
            return 2 * x;
        },
        {}, torch::ones({3}));
    EXPECT_EQ(y.sum().item<float>(), 6);
    EXPECT_EQ(calls, 1);
}

}  // namespace gren::activation_checkpointing_test
