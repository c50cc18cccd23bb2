// D_intra and D_inter (METHOD.md, Eq. 5, 7, 10): weighted Euclidean distances. No ranks in here.
#pragma once

#include <torch/types.h>

namespace gren {

// d(a_i, b_i), with gradient 0 where it is 0. a, b [B, X] -> [B]
torch::Tensor row_distances(const torch::Tensor& a, const torch::Tensor& b);

// d(own_u, all_v) by differences: own [B, D], all [N, D] -> [B, N] float64. No gradient.
torch::Tensor pair_distances(const torch::Tensor& own, const torch::Tensor& all);

// ½ Σ_u Σ_v weight_uv d(own_u, all_v): over all ranks' own rows this counts every unordered pair once (Eq. 7
// without its sign). own [B, D], all [N, D] float32 or float64 (gradients flow to both), weight [B, N]
// float64, 0 where there is no edge (an image and itself among them) -> scalar. By differences, forward and
// backward: exact for near neighbors. Memory: the gradient of `all` [N, D], never [B, N, D].
torch::Tensor pair_regularizer(const torch::Tensor& own, const torch::Tensor& all,
                               const torch::Tensor& weight);

}  // namespace gren
