// Near pairs (near_pairs.h) of a Gram matrix whose rows are divided among the ranks: the owner of a pair's
// first row finds it and tells all, which hold the columns. In rounds, so that features that have collapsed,
// of which every pair is near, do not bring all pairs to every rank at once.
#pragma once

#include <vector>

#include "distributed/world.h"
#include "graph/near_pairs.h"
#include "graph/row_range.h"

namespace gren {

struct DividedNearPairs {
    NearPairs own;                     // whose row u is this rank's
    std::vector<std::int64_t> counts;  // of each rank's pairs
    std::int64_t at_once = 1 << 20;    // of all ranks together, in a round
};

// Collective, by MPI: the counts decide how many collectives follow.
DividedNearPairs divided_near_pairs(World& world, const NearPairs& own);

// Collective; nothing travels where there is no pair. Squared distances of all pairs by differences, put into
// `squares` [B, N], the own rows, at both (u, v) and (v, u) -> [2, Q] int64: row and column of the entries
// that were set. columns [N, D_r]
torch::Tensor set_exact_squares(World& world, const DividedNearPairs& pairs, RowRange own,
                                const torch::Tensor& columns, torch::Tensor& squares);

// Collective, as add_differences(): coefficients c of the own pairs [P] float64, columns and sum [N, D_r].
void add_divided_differences(World& world, const DividedNearPairs& pairs, const torch::Tensor& coefficients,
                             const torch::Tensor& columns, torch::Tensor& sum);

}  // namespace gren
