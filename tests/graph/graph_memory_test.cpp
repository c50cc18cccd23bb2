// No path takes more memory than graph_cost() says, and with divided rows no rank ever allocates a tensor of
// N×N entries, nor one much larger than its part.
#include <gtest/gtest.h>

#include "graph/edge_weights.h"
#include "graph/graph_cost.h"
#include "graph/row_slabs.h"
#include "tests/support/allocations.h"
#include "tests/support/mpi_main.h"

namespace gren::graph_memory_test {
namespace {

constexpr std::int64_t kEntry = 8;  // float64

struct Taken {
    std::int64_t largest, peak;
};

// By weights and term, forward and backward, of as many images on every rank; two of all are equal.
Taken taken(GraphPath path, const GraphSize& size) {
    World& world = test_world();
    torch::manual_seed(7);
    const auto own = size.images_per_rank, first = own * world.rank();
    auto all = torch::randn({size.nodes(), size.features});
    all[1] = all[size.nodes() - 1];
    auto feature = all.narrow(0, first, own).clone().requires_grad_(true);
    const auto hash = torch::randint(0, 1L << 62, {size.nodes(), 2}, torch::kInt64).narrow(0, first, own);
    const std::vector<std::int64_t> rows(static_cast<std::size_t>(world.size()), own);
    const auto nodes = gather_nodes(world, hash, torch::ones({own}, torch::kBool), rows);
    const auto graph = make_global_graph(path);
    const auto held = graph->held_rows(nodes);
    const Allocations seen;
    const auto weight = inter_weights(hash_similarity(nodes.hash, held), nodes.valid, {}, held);
    graph->share(world, nodes, feature, weight).backward();
    return {seen.largest_bytes(), seen.peak_bytes()};
}

GraphSize size_of(std::int64_t nodes, std::int64_t features) {
    const std::int64_t ranks = test_world().size();
    return {.ranks = ranks, .images_per_rank = nodes / ranks, .features = features};
}

}  // namespace

TEST(GraphMemory, is_no_more_than_the_cost_table_says) {
    for (const auto path : kGraphPaths)
        for (const auto& size : {size_of(240, 24), size_of(12, 24000)}) {
            const auto gradient = size.images_per_rank * size.features * size.feature_bytes;  // the caller's
            const auto held = path == GraphPath::sharded_gram ? size.nodes() : size.images_per_rank;
            const auto on_its_way = kEntry * held * size.nodes();  // the last sum, until its thread lets go
            const auto peak = taken(path, size).peak;
            EXPECT_LE(peak, graph_cost(path, size).memory_bytes + gradient + on_its_way)
                << to_string(path) << " " << size.nodes();
        }
}

TEST(GraphMemory, of_row_blocks_is_never_n_by_n_at_once) {
    const auto size = size_of(240, 24);
    const auto slab = size.ranks * slab_rows_per_rank(size.images_per_rank, size.ranks);
    EXPECT_LE(taken(GraphPath::row_blocks, size).largest, kEntry * slab * size.nodes());
    EXPECT_LE(slab, size.images_per_rank + size.ranks);
    EXPECT_GE(taken(GraphPath::sharded_gram, size).largest, kEntry * size.nodes() * size.nodes());
}

}  // namespace gren::graph_memory_test
