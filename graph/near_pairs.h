// Pairs of images so close that their distance drowns in the rounding of a Gram matrix: found there, and
// computed from differences instead, forward and backward. No ranks in here.
#pragma once

#include <torch/types.h>

#include <cstdint>

namespace gren {

struct NearPairs {
    torch::Tensor u, v;  // [P] int64, u < v
    std::int64_t size() const { return u.size(0); }
};

// Pairs with d² < (G_uu + G_vv)/100: below that, float32 products leave fewer than four digits of d. Of the
// same Gram matrix every rank finds the same pairs. On a GPU the host waits for their number. squares d²
// [H, N], u the rows from `first` on, norms G_vv [N], both float64
NearPairs near_pairs(const torch::Tensor& squares, const torch::Tensor& norms, std::int64_t first);

// Σ over the columns of (f_u - f_v)². columns [N, X] -> [P] float64
torch::Tensor partial_square_distances(const NearPairs& pairs, const torch::Tensor& columns);

// Adds c_p (f_u - f_v) to row u of `sum` and takes it from row v: with c = w/d these pairs' part of the
// gradient (METHOD.md, Eq. 7). coefficients c [P], columns and sum [N, X]
void add_differences(const NearPairs& pairs, const torch::Tensor& coefficients, const torch::Tensor& columns,
                     torch::Tensor& sum);

// The entries of a [N, N] matrix at the pairs: [P]; and both (u, v) and (v, u) set to `value`, in place.
torch::Tensor at_pairs(const torch::Tensor& matrix, const NearPairs& pairs);
void set_pairs(torch::Tensor& matrix, const NearPairs& pairs, const torch::Tensor& value);

}  // namespace gren
