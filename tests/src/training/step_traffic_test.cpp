// The bytes of a whole training step are those of COLLECTIVES.md.
#include <gtest/gtest.h>

#include "src/method/graph_size.h"
#include "src/training/trainer.h"
#include "tests/support/mpi_main.h"
#include "tests/support/toy_images.h"

namespace gren::step_traffic_test {
namespace {

constexpr std::int64_t kImages = 2;

// Bytes of an all-reduce of n bytes, per rank.
std::int64_t all_reduce(std::int64_t n) {
    const std::int64_t ranks = test_world().size();
    return 2 * n * (ranks - 1) / ranks;
}

std::int64_t batch_norm_bytes(const Localizer& model) {
    std::int64_t bytes = 0;
    for (const auto& buffer : model->named_buffers())
        if (buffer.key().ends_with("running_mean")) {
            const auto channels = buffer.value().size(0);
            bytes += all_reduce(8 * (2 * channels + 1)) + all_reduce(8 * 2 * channels);
        }
    return bytes;
}

std::int64_t parameter_bytes(const Localizer& model) {
    std::int64_t bytes = 0;
    for (const auto& parameter : model->parameters()) bytes += static_cast<std::int64_t>(parameter.nbytes());
    return bytes;
}

}  // namespace

class StepTraffic : public testing::TestWithParam<GraphPath> {};

TEST_P(StepTraffic, is_that_of_the_cost_table) {
    World& world = test_world();
    torch::manual_seed(1);
    auto model = ToyImages::network(make_method("gren", ToyImages::head_shape(), {}), NormMode::sync, &world);
    model->to(world.device());
    const ToyImages images(kImages * world.size());
    const std::vector<std::int64_t> rows(static_cast<std::size_t>(world.size()), kImages);
    const auto batch = images.share(rows, world.rank(), torch::kFloat32, world.device());
    Trainer trainer(world, model, {.graph = make_global_graph(GetParam())});
    trainer.step(batch, 0, 1e-3);  // the reducer's buckets settle after the first step
    trainer.step(batch, 1, 1e-3);
    const auto before = world.traffic().counts();
    trainer.step(batch, 2, 1e-3);
    const auto found = total(world.traffic().counts() - before);

    const GraphSize size{
        .ranks = world.size(), .images_per_rank = kImages, .features = ToyImages::kChannels * 4 * 4};
    const auto hashes = kImages * 24 * (world.size() - 1);
    const auto report = all_reduce(8 * 4);  // Q and three terms
    const auto expected = graph_cost(GetParam(), size).sent_bytes + hashes + batch_norm_bytes(model) +
                          all_reduce(parameter_bytes(model)) + report;
    EXPECT_NEAR(static_cast<double>(found.bytes), static_cast<double>(expected), 8);  // a bucket rounds down
}

INSTANTIATE_TEST_SUITE_P(paths, StepTraffic, testing::ValuesIn(kGraphPaths));

}  // namespace gren::step_traffic_test
