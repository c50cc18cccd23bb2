// N = ranks × batch-per-rank × accumulate, where a plan names some of the four.
#pragma once

#include <cstdint>
#include <optional>

namespace gren::plan {

struct GlobalBatch {
    std::int64_t nodes = 0, batch_per_rank = 0, accumulate = 0;  // nodes: N, images of a step
};

// What a plan left out follows from the rest: N is the paper's 4, or the product where batch-per-rank is
// given; batch-per-rank, or else accumulate, is what makes N. Throws std::invalid_argument: no whole
// number makes N.
GlobalBatch global_batch(int ranks, std::optional<std::int64_t> nodes,
                         std::optional<std::int64_t> batch_per_rank, std::optional<std::int64_t> accumulate);

}  // namespace gren::plan
