// A GPU waits for the host where a step is thousands of small launches: its operators are counted here.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <numeric>

#include "graph/graph_cost.h"
#include "src/training/trainer.h"
#include "tests/support/mpi_main.h"
#include "tests/support/operator_count.h"

namespace gren::launch_budget_test {
namespace {

constexpr std::int64_t kSide = 64, kClasses = 14;

struct Budget {
    std::string method;
    std::int64_t images;  // a rank
    std::int64_t most;
};

std::ostream& operator<<(std::ostream& out, const Budget& budget) {
    return out << budget.method << "_of_" << budget.images;
}

Batch batch_of(World& world, std::int64_t images, std::int64_t grid) {
    torch::manual_seed(100 + world.rank());
    return {.index = {},
            .rows = std::vector<std::int64_t>(static_cast<std::size_t>(world.size()), images),
            .image = torch::randn({images, 3, kSide, kSide}).contiguous(at::MemoryFormat::ChannelsLast),
            .regions = torch::randint(0, 2, {images, 2, kSide, kSide}, torch::kUInt8),
            .hash = torch::randint(0, 1L << 62, {images, 2}, torch::kInt64),
            .lungs_valid = torch::ones({images}, torch::kBool),
            .targets = {.label = torch::randint(0, 2, {images, kClasses}, torch::kUInt8),
                        .boxed = torch::zeros({images, kClasses}, torch::kBool),
                        .cells = torch::zeros({images, kClasses, grid, grid}, torch::kUInt8)}};
}

class LaunchBudget : public testing::TestWithParam<Budget> {};

}  // namespace

// ResNet-50 with default options and the graph's path for images of 512². The reducer's buckets have settled
// before the step that is counted.
TEST_P(LaunchBudget, holds) {
    auto& world = test_world();
    const auto& budget = GetParam();
    const LocalizerSpec spec{.method = budget.method, .classes = std::vector<std::string>(kClasses, "d")};
    auto model = make_localizer(spec, {}, NormMode::sync, &world);
    model->train();
    use_channels_last(*model);
    const GraphSize size{
        .ranks = world.size(), .images_per_rank = budget.images, .features = spec.channels() * 16 * 16};
    Trainer trainer(world, model, {.graph = make_global_graph(path_from("auto", size).path)});
    const auto batch = batch_of(world, budget.images, spec.grid);
    for (const std::int64_t step : {0, 1}) trainer.step(batch, step, 0.001);
    const auto operators = operators_of([&] { trainer.step(batch, 2, 0.001); });
    const auto all = std::accumulate(operators.begin(), operators.end(), std::int64_t{0},
                                     [](std::int64_t sum, const auto& named) { return sum + named.second; });
    RecordProperty("operators", fmt::to_string(all));
    std::string most_frequent;
    for (const auto& [name, count] : operators)
        if (count > 20) most_frequent += fmt::format("\n{:>6} {}", count, name);
    EXPECT_LE(all, budget.most) << most_frequent;
}

INSTANTIATE_TEST_SUITE_P(systems, LaunchBudget,
                         testing::Values(Budget{"baseline", 4, 1050}, Budget{"gren", 4, 1200},
                                         Budget{"gren", 64, 1200}),
                         testing::PrintToStringParamName());

}  // namespace gren::launch_budget_test
