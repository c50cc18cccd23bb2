// Squared distances between all rows of two matrices, by differences: the forward half of
// graph/regularizer.h.
#pragma once

#include <algorithm>
#include <cstdint>

#include "graph/stream.h"

namespace gren::kernels {

// Columns that one block of threads passes over, a multiple of 128: enough blocks to fill a GPU, at least 512
// columns for each. Of the sizes alone: the same on every device, so that sums are.
constexpr std::int64_t pair_slice_columns(std::int64_t own_rows, std::int64_t all_rows,
                                          std::int64_t features) {
    constexpr std::int64_t kBlocks = 2048, kTile = 32, kLeast = 512;
    const auto tiles = ((own_rows + kTile - 1) / kTile) * ((all_rows + kTile - 1) / kTile);
    const auto slices = std::max<std::int64_t>(1, kBlocks / std::max<std::int64_t>(1, tiles));
    const auto columns = (features + slices - 1) / slices;
    return std::max(kLeast, (columns + 127) / 128 * 128);
}
constexpr std::int64_t pair_slices(std::int64_t own_rows, std::int64_t all_rows, std::int64_t features) {
    const auto columns = pair_slice_columns(own_rows, all_rows, features);
    return (features + columns - 1) / columns;
}

// partial[s, u, v] = Σ over slice s of (own_u - all_v)²; the caller sums over s. own [own_rows, features],
// all [all_rows, features], partial [pair_slices(), own_rows, all_rows], all contiguous, on the device. T is
// float or double. Equal rows give exactly 0. In float32 a difference is rounded once, 128 squares are summed
// in float32 and the rest in float64: |error| ≤ 130·2⁻²⁴ of the result. Reads both matrices ⌈rows of the
// other/32⌉ times. Deterministic. Asynchronous on `stream`; cudaGetLastError() tells a launch that failed.
// LIMIT: ⌈own_rows/32⌉·⌈all_rows/32⌉·slices < 2³¹.
template <typename T>
void pair_squares(const T* own, const T* all, std::int64_t own_rows, std::int64_t all_rows,
                  std::int64_t features, double* partial, Stream stream);

}  // namespace gren::kernels
