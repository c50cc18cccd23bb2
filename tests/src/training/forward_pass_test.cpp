// What leaves the network under bfloat16 autocast is float32 again: losses, MIL and the graph see nothing
// else. And the layout in memory of images and weights changes nothing but the speed.
#include "src/training/forward_pass.h"

#include <ATen/autocast_mode.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "src/training/trainer.h"
#include "tests/support/mpi_main.h"
#include "tests/support/toy_images.h"

namespace gren::forward_pass_test {
namespace {

Localizer network(World& world) {
    torch::manual_seed(5);
    auto model = ToyImages::network(make_method("gren", ToyImages::head_shape(), {}), NormMode::sync, &world);
    return model;
}

Batch toy_batch(World& world) {
    const ToyImages images(2 * world.size());
    return images.share(std::vector<std::int64_t>(static_cast<std::size_t>(world.size()), 2), world.rank(),
                        torch::kFloat32);
}

}  // namespace

TEST(ForwardPass, in_bfloat16_hands_out_float32) {
    World& world = test_world();
    auto model = network(world);
    const auto batch = toy_batch(world);
    const auto nodes = gather_nodes(world, batch.hash, batch.lungs_valid, batch.rows);
    const auto graph = make_global_graph(GraphPath::all_gather);
    const ForwardOptions options{.bfloat16 = true};
    const LabelCounts labels;
    Timeline timeline(world.traffic(), clock_of(world));
    const StepContext step{world, model, *graph, options, batch, nodes, labels, 0, timeline};
    const auto seen = forward_pass(step, batch, nodes).seen;
    EXPECT_EQ(seen.features.scalar_type(), torch::kFloat32);
    EXPECT_EQ(seen.regions.scalar_type(), torch::kFloat32);
    EXPECT_EQ(seen.maps.logits.scalar_type(), torch::kFloat32);
    // It was bfloat16 inside: no more than 8 bits of each feature are set.
    EXPECT_TRUE(torch::equal(seen.features, seen.features.to(torch::kBFloat16).to(torch::kFloat32)));
    EXPECT_FALSE(at::autocast::is_autocast_enabled(at::kCPU)) << "autocast goes on after the network";

    auto q = local_objective(model->method(), seen);
    for (const auto& term : pair_terms(model->method(), seen))
        EXPECT_EQ(term.features.scalar_type(), torch::kFloat32) << term.name;
    q += pair_objective(world, *graph, nodes, pair_terms(model->method(), seen));
    EXPECT_EQ(q.share.scalar_type(), torch::kFloat32);
    for (const auto& term : q.terms) EXPECT_EQ(term.share.scalar_type(), torch::kFloat32) << term.name;
    q.share.backward();
    for (const auto& parameter : model->parameters())
        EXPECT_EQ(parameter.grad().scalar_type(), torch::kFloat32);
}

TEST(ForwardPass, is_the_same_in_both_layouts) {
    World& world = test_world();
    const auto outcome = [&](bool channels_last) {
        auto model = network(world);
        auto batch = toy_batch(world);
        batch.image = batch.image.contiguous(channels_last ? at::MemoryFormat::ChannelsLast
                                                           : at::MemoryFormat::Contiguous);
        if (channels_last) use_channels_last(*model);
        Trainer trainer(world, model, {});
        const double loss = trainer.step(batch, 0, 1e-9).loss;
        std::vector<torch::Tensor> gradients;
        for (const auto& parameter : model->parameters()) gradients.push_back(parameter.grad().clone());
        return std::pair{loss, gradients};
    };
    const auto [loss, gradients] = outcome(true);
    const auto [plain_loss, plain_gradients] = outcome(false);
    EXPECT_NEAR(loss, plain_loss, 1e-5 * std::abs(plain_loss));
    for (std::size_t i = 0; i < gradients.size(); ++i)
        EXPECT_LE((gradients[i] - plain_gradients[i]).norm().item<double>(),
                  1e-5 * std::max(plain_gradients[i].norm().item<double>(), 1e-3))
            << "gradient " << i;
}

}  // namespace gren::forward_pass_test
