// Some rows of an N×N matrix over the graph's nodes: what of it a rank holds.
#pragma once

#include <torch/types.h>

#include <cstdint>

namespace gren {

struct RowRange {
    std::int64_t first = 0, count = 0;

    // [N, ...] -> [count, ...]
    torch::Tensor of(const torch::Tensor& whole) const { return whole.narrow(0, first, count); }
};

}  // namespace gren
