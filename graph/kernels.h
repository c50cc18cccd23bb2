// The CUDA kernels as functions of tensors: what the functions of this folder call, first thing, for tensors
// on a GPU. Each stands for the CPU code after that call, its twin. A build without CUDA has no such tensors,
// and these functions throw std::logic_error. All tensors are on one GPU; kernels run on its current stream,
// never make the host wait, and allocate through torch, so that they may be captured in a CUDA graph.
// Numerics and limits: the header of each kernel.
#pragma once

#include <torch/types.h>

#include <utility>

#include "graph/edge_pull.h"
#include "graph/near_pairs.h"

namespace gren {

// keys [N, m] int64 -> [N, N] float64; [N, 2] -> [N] (hash_similarity.h)
torch::Tensor hash_similarity_cuda(const torch::Tensor& keys);
torch::Tensor lung_hash_similarity_cuda(const torch::Tensor& keys);

// features [B, C, h, w] float32 or float64, contiguous or channels_last, fractions [B, 2, h, w] -> [B, 2, C].
// A gradient flows to the features, none to the fractions (lung_pooling.h)
torch::Tensor pooled_cuda(const torch::Tensor& features, const torch::Tensor& fractions);

// own [B, D], all [N, D] float32 or float64 -> (own_u - all_v)² [B, N] float64 (pair_squares.h)
torch::Tensor pair_squares_cuda(const torch::Tensor& own, const torch::Tensor& all);

// Σ_v c_uv (own_u - all_v) [B, D] and Σ_u c_uv (all_v - own_u) [N, D]; coefficient [B, N] as own
// (pair_pull.h)
std::pair<torch::Tensor, torch::Tensor> pair_pull_cuda(const torch::Tensor& own, const torch::Tensor& all,
                                                       const torch::Tensor& coefficient);

// squares, weight [B, N] float64 (edge_pull_rows.h)
EdgePull edge_pull_cuda(const torch::Tensor& squares, const torch::Tensor& weight);

// gram, squares [N, N] float64 -> squares, and where u < v and squares < share (G_uu + G_vv)
// (gram_distances.h)
torch::Tensor square_distances_cuda(const torch::Tensor& gram);
torch::Tensor near_mask_cuda(const torch::Tensor& gram, const torch::Tensor& squares, double share);

// columns [N, X] float32 or float64 -> [P] float64; and in place into sum [N, X] (near_differences.h)
torch::Tensor partial_square_distances_cuda(const NearPairs& pairs, const torch::Tensor& columns);
void add_differences_cuda(const NearPairs& pairs, const torch::Tensor& coefficient,
                          const torch::Tensor& columns, torch::Tensor& sum);

}  // namespace gren
