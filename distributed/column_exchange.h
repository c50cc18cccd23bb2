// The exchange between rows and columns of a matrix that is spread over the ranks: an all-to-all each way.
#pragma once

#include <torch/types.h>

#include <vector>

#include "distributed/world.h"

namespace gren {

// Columns are dealt out contiguously, as even as can be, lower ranks first (at::tensor_split). Both calls are
// collective; no gradient flows through them. `rows` [world]: rows per rank, some may be 0.

// This rank's rows [B, D] -> all rows of its columns [N, D_r].
torch::Tensor rows_to_columns(World& world, const torch::Tensor& own, const std::vector<std::int64_t>& rows);

// The same with D_r as in `widths` [world], Σ D_r = D.
torch::Tensor rows_to_columns(World& world, const torch::Tensor& own, const std::vector<std::int64_t>& rows,
                              const std::vector<std::int64_t>& widths);

// The way back: [N, D_r] -> this rank's rows [B, features]. `features`: D = Σ D_r.
torch::Tensor columns_to_rows(World& world, const torch::Tensor& columns,
                              const std::vector<std::int64_t>& rows, std::int64_t features);

}  // namespace gren
