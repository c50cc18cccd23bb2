// Symmetric N×N matrices whose rows are divided among the ranks as the images are, and products of them, a
// slab at a time: a slab is the next rows of every rank, so many that it is about as large as one rank's
// part. No rank holds more of such a matrix than its own rows and a slab, and of a slab only the columns of
// its own rows and those of later slabs travel: the rest stands, transposed, in the slabs before.
#pragma once

#include <torch/types.h>

#include <vector>

#include "distributed/world.h"

namespace gren {

// Rows of one rank in a slab, where the rank with most rows has `most`.
std::int64_t slab_rows_per_rank(std::int64_t most, std::int64_t ranks);

// Collective: a reduce-scatter a slab, then an all-to-all of one rank's part. Σ over the columns of all ranks
// of f_u f_v, u this rank's rows: columns [N, D_r] -> [B, N] float64, rounded as by partial_gram(). `rows`
// [world]: of each rank, also 0.
torch::Tensor gram_rows(World& world, const std::vector<std::int64_t>& rows, const torch::Tensor& columns);

// Collective: an all-gather a slab. M F of a symmetric matrix M of which each rank has its rows: own [B, N],
// columns F [N, D_r], of one type -> [N, D_r]. Never in TF32.
torch::Tensor divided_product(World& world, const std::vector<std::int64_t>& rows, const torch::Tensor& own,
                              const torch::Tensor& columns);

}  // namespace gren
