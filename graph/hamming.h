// Hamming distances between 64-bit hashes (the H of Eq. 4 and 6).
#pragma once

#include <torch/types.h>

#include "graph/row_range.h"

namespace gren {

inline constexpr int kHashBits = 64;  // D_e

// Bits in which hashes differ, row by row. a, b [N] int64 on the CPU, the bits of uint64 hashes
// -> [N] float64
torch::Tensor hamming_distance(const torch::Tensor& a, const torch::Tensor& b);

// Between some images and all, summed over their m hashes of the same place. hashes [N, m] int64, CPU ->
// [rows.count, N] float64
torch::Tensor pairwise_hamming_distance(const torch::Tensor& hashes, RowRange rows);

}  // namespace gren
