// The nodes of the graph: the images of the global batch, of which every rank knows hashes and validity.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "distributed/world.h"
#include "graph/row_range.h"

namespace gren {

// What every rank knows of the nodes of one step's global batch, in the order of ranks.
struct GlobalNodes {
    std::vector<std::int64_t> rows;  // [world] images per rank
    std::int64_t first = 0;          // this rank's first row
    std::int64_t own = 0;            // B, this rank's rows
    torch::Tensor hash;              // [N, m] int64: hashes of the lungs
    torch::Tensor valid;             // [N] bool: lungs that can carry edges
    std::int64_t valid_images = 0;   // how many those are

    std::int64_t size() const { return valid.size(0); }  // N
    RowRange own_rows() const { return {first, own}; }
    RowRange all_rows() const { return {0, size()}; }
    torch::Tensor own_part(const torch::Tensor& global) const;  // this rank's rows: [N, ...] -> [B, ...]
    // The same nodes, of which only `count` rows from this rank's row `from` on are its own.
    GlobalNodes part(std::int64_t from, std::int64_t count) const;
};

// Collective: one gather of [B, m+1] 64-bit words, over MPI also where features travel by NCCL: the host then
// knows the count without waiting for the GPU. hash [B, m] int64, valid [B] bool, both on the CPU; hash and
// valid of the nodes are on the world's device.
GlobalNodes gather_nodes(World& world, const torch::Tensor& hash, const torch::Tensor& valid,
                         const std::vector<std::int64_t>& rows);

}  // namespace gren
