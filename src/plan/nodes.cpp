#include "src/plan/nodes.h"

#include <fmt/format.h>

#include <stdexcept>

namespace gren::plan {
namespace {

constexpr std::int64_t kNodesOfThePaper = 4;  // section IV: a mini-batch of 4

}  // namespace

GlobalBatch global_batch(int ranks, std::optional<std::int64_t> nodes,
                         std::optional<std::int64_t> batch_per_rank, std::optional<std::int64_t> accumulate) {
    if (batch_per_rank && !nodes) nodes = ranks * *batch_per_rank * accumulate.value_or(1);
    GlobalBatch batch{.nodes = nodes.value_or(kNodesOfThePaper),
                      .batch_per_rank = batch_per_rank.value_or(0),
                      .accumulate = accumulate.value_or(1)};
    if (!batch_per_rank)
        batch.batch_per_rank = batch.nodes / (ranks * batch.accumulate);
    else if (!accumulate)
        batch.accumulate = batch.nodes / (ranks * *batch_per_rank);
    if (batch.nodes < 1 || ranks * batch.batch_per_rank * batch.accumulate != batch.nodes)
        throw std::invalid_argument(fmt::format(
            "found nodes {} on {} ranks with batch-per-rank {} and accumulate {}, expected nodes = ranks × "
            "batch-per-rank × accumulate",
            batch.nodes, ranks, batch_per_rank ? fmt::to_string(*batch_per_rank) : "free",
            accumulate || !batch_per_rank ? fmt::to_string(batch.accumulate) : "free"));
    return batch;
}

}  // namespace gren::plan
