// The graph of all ranks equals one process's, value and gradient, on every path, for even, uneven and empty
// shares; and sends what the cost table says.
#include "graph/global_graph.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include "distributed/collectives.h"
#include "graph/edge_weights.h"
#include "graph/graph_cost.h"
#include "tests/support/mpi_main.h"

namespace gren::global_graph_test {
namespace {

constexpr double kFactor = 4;  // with which the term enters what is minimized

struct Images {  // the same on all ranks
    torch::Tensor hash, valid, feature;
    explicit Images(std::int64_t count, std::int64_t features = 11) {
        torch::manual_seed(9);
        hash = torch::randint(0, 1L << 62, {count, 2}, torch::kInt64);
        valid = torch::ones({count}, torch::kBool);
        if (count > 2) valid[1] = false;
        feature = torch::randn({count, features}, torch::kFloat64);
    }
};

// Plain tensor code of one process: ½ Σ_{u,v} w_uv ‖f_u - f_v‖ through autograd, sharing nothing with graph/.
double oracle(const Images& images, torch::Tensor* gradient) {
    auto f = images.feature.clone().requires_grad_(true);
    auto sum = torch::zeros({}, torch::kFloat64);
    for (int u = 0; u < f.size(0); ++u)
        for (int v = u + 1; v < f.size(0); ++v) {
            if (!images.valid[u].item<bool>() || !images.valid[v].item<bool>()) continue;
            if (torch::equal(f[u], f[v])) continue;  // d = 0: no value, no gradient
            int bits = 0;
            for (int m = 0; m < 2; ++m)
                for (auto x = static_cast<std::uint64_t>(
                         (images.hash[u][m] ^ images.hash[v][m]).item<std::int64_t>());
                     x; x &= x - 1)
                    ++bits;
            sum = sum + (1 - bits / 128.0) * (f[u] - f[v]).pow(2).sum().sqrt();
        }
    if (sum.requires_grad()) sum.backward();
    *gradient = f.grad().defined() ? f.grad() : torch::zeros_like(f);
    return sum.item<double>();
}

std::vector<std::int64_t> shares(std::int64_t count, int world, bool all_on_last) {
    std::vector<std::int64_t> rows(static_cast<std::size_t>(world), 0);
    for (std::int64_t i = 0; i < count; ++i)
        ++rows[static_cast<std::size_t>(all_on_last ? world - 1 : i % world)];
    return rows;
}

// This rank's images and, of all ranks, what the graph knows of them.
struct Part {
    GlobalNodes nodes;
    torch::Tensor feature;
};
Part own_part(World& world, const Images& images, const std::vector<std::int64_t>& rows) {
    const auto first = std::accumulate(rows.begin(), rows.begin() + world.rank(), std::int64_t{0});
    const auto own = rows[static_cast<std::size_t>(world.rank())];
    return {gather_nodes(world, images.hash.narrow(0, first, own), images.valid.narrow(0, first, own), rows),
            images.feature.narrow(0, first, own)};
}

torch::Tensor held_weights(const GlobalGraph& graph, const GlobalNodes& nodes) {
    const auto held = graph.held_rows(nodes);
    return inter_weights(hash_similarity(nodes.hash, held), nodes.valid, {}, held);
}

struct Found {
    double term;             // Σ over ranks
    torch::Tensor gradient;  // of this rank's rows
    std::int64_t first, own;
};

Found found_by(const GlobalGraph& graph, const Images& images, const std::vector<std::int64_t>& rows,
               at::ScalarType precision = torch::kFloat64) {
    World& world = test_world();
    const auto [nodes, own_rows] = own_part(world, images, rows);
    EXPECT_TRUE(torch::equal(nodes.hash, images.hash));
    EXPECT_TRUE(torch::equal(nodes.valid, images.valid));
    auto feature = own_rows.to(precision).clone().requires_grad_(true);
    const auto weight = held_weights(graph, nodes);
    auto share = graph.share(world, nodes, feature, weight);
    (kFactor * share).backward();
    auto total = share.detach().to(torch::kFloat64);
    all_reduce_sum(world, total);
    return {total.item<double>(), feature.grad().to(torch::kFloat64) / kFactor, nodes.first, nodes.own};
}

// Relative error of the gradient of this rank's rows, against the largest row of all.
double gradient_error(const Found& found, const torch::Tensor& expected) {
    const auto scale = expected.norm(2, 1).max().item<double>();
    const auto error = (found.gradient - expected.narrow(0, found.first, found.own)).norm(2, 1);
    return error.numel() && scale > 0 ? (error.max() / scale).item<double>() : 0;
}

}  // namespace

class GlobalGraphPaths : public testing::TestWithParam<std::tuple<GraphPath, int, bool>> {};

TEST_P(GlobalGraphPaths, equal_one_process) {
    const auto [path, count, all_on_last] = GetParam();
    const Images images(count);
    const auto rows = shares(count, test_world().size(), all_on_last);
    torch::Tensor gradient;
    const double expected = oracle(images, &gradient);
    const auto found = found_by(*make_global_graph(path), images, rows);
    EXPECT_NEAR(found.term, expected, 1e-10 * (1 + std::abs(expected)));
    EXPECT_LE(gradient_error(found, gradient), 1e-10);
}

INSTANTIATE_TEST_SUITE_P(shares, GlobalGraphPaths,
                         testing::Combine(testing::ValuesIn(kGraphPaths), testing::Values(1, 2, 5, 8, 13),
                                          testing::Bool()));

class GlobalGraphPath : public testing::TestWithParam<GraphPath> {};

TEST_P(GlobalGraphPath, equal_images_pull_on_nothing_and_near_ones_exactly) {
    Images images(6, 3000);
    images.feature[4] = images.feature[0];
    images.feature[5] = images.feature[3] + 1e-4 * torch::randn({3000}, torch::kFloat64);
    torch::Tensor gradient;
    const double expected = oracle(images, &gradient);
    const auto rows = shares(6, test_world().size(), false);
    const auto found = found_by(*make_global_graph(GetParam()), images, rows);
    EXPECT_NEAR(found.term, expected, 1e-10 * expected);
    EXPECT_LE(gradient_error(found, gradient), 1e-10);
}

TEST_P(GlobalGraphPath, float32_keeps_six_digits) {
    Images images(8, 20000);
    images.feature = (5 + images.feature).to(torch::kFloat32).to(torch::kFloat64);  // a large common part
    torch::Tensor gradient;
    const double expected = oracle(images, &gradient);
    const auto rows = shares(8, test_world().size(), false);
    const auto found = found_by(*make_global_graph(GetParam()), images, rows, torch::kFloat32);
    EXPECT_NEAR(found.term, expected, 1e-6 * expected);
    EXPECT_LE(gradient_error(found, gradient), 1e-5);
}

TEST_P(GlobalGraphPath, bfloat16_on_the_wire_keeps_two) {
    const Images images(8, 20000);
    torch::Tensor gradient;
    const double expected = oracle(images, &gradient);
    const auto rows = shares(8, test_world().size(), false);
    const auto found =
        found_by(*make_global_graph(GetParam(), CommunicationDtype::bfloat16), images, rows, torch::kFloat32);
    EXPECT_NEAR(found.term, expected, 1e-4 * expected);
    const double error = gradient_error(found, gradient);
    RecordProperty("term_error", std::to_string(std::abs(found.term - expected) / expected));
    RecordProperty("gradient_error", std::to_string(error));
    EXPECT_LE(error, 1e-2);
    EXPECT_TRUE(found.own == 0 || error > 1e-5) << "did not travel as bfloat16";
}

TEST_P(GlobalGraphPath, ranks_may_have_no_column) {
    const Images images(6, 2);
    torch::Tensor gradient;
    const double expected = oracle(images, &gradient);
    const auto rows = shares(6, test_world().size(), false);
    const auto found = found_by(*make_global_graph(GetParam()), images, rows);
    EXPECT_NEAR(found.term, expected, 1e-10 * expected);
    EXPECT_LE(gradient_error(found, gradient), 1e-10);
}

TEST_P(GlobalGraphPath, products_of_all_rows) {
    World& world = test_world();
    const Images images(5);
    const auto own = own_part(world, images, shares(5, world.size(), false));
    const auto graph = make_global_graph(GetParam());
    const auto products = graph->products(world, own.nodes, own.feature);
    const auto expected = images.feature.matmul(images.feature.t());
    EXPECT_TRUE(torch::allclose(products, graph->held_rows(own.nodes).of(expected), 1e-12, 1e-12));
}

TEST_P(GlobalGraphPath, distances_of_all_rows) {
    World& world = test_world();
    Images images(5, 3000);
    images.feature[4] = images.feature[0];
    images.feature[3] = images.feature[2] + 1e-4 * torch::randn({3000}, torch::kFloat64);
    const auto own = own_part(world, images, shares(5, world.size(), false));
    const auto graph = make_global_graph(GetParam());
    const auto held = graph->held_rows(own.nodes);
    const auto distances = graph->distances(world, own.nodes, own.feature);
    ASSERT_EQ(distances.sizes(), (std::vector<std::int64_t>{held.count, 5}));
    for (std::int64_t row = 0; row < held.count; ++row)
        for (int v = 0; v < 5; ++v) {
            const double expected =
                (images.feature[held.first + row] - images.feature[v]).pow(2).sum().sqrt().item<double>();
            EXPECT_NEAR(distances[row][v].item<double>(), expected, 1e-10 * (1 + expected))
                << row << " " << v;
        }
}

TEST_P(GlobalGraphPath, sends_what_the_cost_table_says) {
    World& world = test_world();
    for (const auto dtype : {CommunicationDtype::full, CommunicationDtype::bfloat16}) {
        const GraphSize size{.ranks = world.size(),
                             .images_per_rank = 2,
                             .features = 12 * world.size(),
                             .feature_bytes = 4,
                             .communication_bytes = dtype == CommunicationDtype::full ? 4 : 2};
        const Images images(size.nodes(), size.features);
        const std::vector<std::int64_t> rows(static_cast<std::size_t>(world.size()), 2);
        const auto first = 2 * world.rank();
        const auto nodes =
            gather_nodes(world, images.hash.narrow(0, first, 2), images.valid.narrow(0, first, 2), rows);
        auto feature = images.feature.narrow(0, first, 2).to(torch::kFloat32).clone().requires_grad_(true);
        const auto graph = make_global_graph(GetParam(), dtype);
        const auto weight = held_weights(*graph, nodes);
        const auto before = world.traffic().total();
        graph->share(world, nodes, feature, weight).backward();
        const auto after = world.traffic().total();
        const auto cost = graph_cost(GetParam(), size);
        EXPECT_EQ(after.calls - before.calls, cost.messages);
        EXPECT_EQ(after.bytes - before.bytes, cost.sent_bytes);
    }
}

INSTANTIATE_TEST_SUITE_P(paths, GlobalGraphPath, testing::ValuesIn(kGraphPaths), [](const auto& path) {
    auto name = to_string(path.param);
    std::ranges::replace(name, '-', '_');
    return name;
});

}  // namespace gren::global_graph_test
