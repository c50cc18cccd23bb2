// Plain collectives on tensors and strings. Every function here is called by all ranks in the same order.
#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

#include "distributed/world.h"

namespace gren {

// In place, summed over the ranks.
void all_reduce_sum(World& world, torch::Tensor& tensor);
void all_reduce_max(World& world, torch::Tensor& tensor);

// In place, from `root`.
void broadcast(World& world, torch::Tensor& tensor, int root = 0);

// Rows of all ranks in the order of ranks: [B_r, ...] -> [N, ...], N = Σ rows[r]; some rows[r] may be 0.
// REQUIRES: rows.size() == world.size(), rows[rank] == own.size(0), same dtype and trailing shape on all
// ranks. No gradient; see differentiable_gather.h.
torch::Tensor gather_rows(World& world, const torch::Tensor& own, const std::vector<std::int64_t>& rows);

// The way back of a sum: all [N, ...], of which each rank gets its rows summed over the ranks [B_r, ...].
// Other requirements as above; all is contiguous. No gradient.
torch::Tensor reduce_scatter_rows(World& world, const torch::Tensor& all,
                                  const std::vector<std::int64_t>& rows);

// Everybody's text, in the order of ranks.
std::vector<std::string> gather_text(World& world, const std::string& own);

void barrier(World& world);

}  // namespace gren
