// The graph over the global batch: keys, features and gradients of all ranks meet here (method.md, "What
// data-parallel means here"). The only part of graph/ that knows ranks.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

#include "distributed/world.h"

namespace gren {

// What every rank knows of the nodes of one step's global batch, in the order of ranks.
struct GlobalNodes {
    std::vector<std::int64_t> rows;  // [world] images per rank
    std::int64_t first = 0;          // this rank's first row
    std::int64_t own = 0;            // B, this rank's rows
    torch::Tensor key;               // [N, m] int64, CPU: hashes of the lungs
    torch::Tensor valid;             // [N] bool, CPU: lungs that can carry edges

    std::int64_t size() const { return valid.size(0); }         // N
    torch::Tensor own_part(const torch::Tensor& global) const;  // this rank's rows: [N, ...] -> [B, ...]
};

// Collective: one gather of [B, m+1] 64-bit words. key [B, m] int64, valid [B] bool, both on the CPU.
GlobalNodes gather_nodes(World& world, const torch::Tensor& key, const torch::Tensor& valid,
                         const std::vector<std::int64_t>& rows);

// Collective: this rank's share of Σ_{u<v} weight_uv d(f_u, f_v), differentiable through the features of all
// ranks. own [B, D], weight [N, N] float64, symmetric, 0 on the diagonal. The sum over ranks is the term;
// gradients of the sum reach the owner of each row when every rank runs backward on its own share. Path:
// all-gather (COLLECTIVES.md).
torch::Tensor inter_share(World& world, const GlobalNodes& nodes, const torch::Tensor& own,
                          const torch::Tensor& weight);

}  // namespace gren
