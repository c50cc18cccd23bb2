// The CUDA kernels as functions of tensors: what the functions of graph/ call, first thing, for tensors on a
// GPU. Each stands for the CPU code after that call, its twin. A build without CUDA has no such tensors, and
// these functions throw std::logic_error. All tensors are on one GPU; kernels run on its current stream,
// never make the host wait, and allocate through torch, so that they may be captured in a CUDA graph.
// Numerics and limits stand at the kernel, in the file named beside each function.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <utility>

namespace gren {

// hashes [N, m] int64 -> [rows, N] float64, those from `first` on; [N, 2] -> [N] (hash_similarity.cuh)
torch::Tensor hash_similarity_cuda(const torch::Tensor& hashes, std::int64_t first, std::int64_t rows);
torch::Tensor pair_hash_similarity_cuda(const torch::Tensor& hashes);

// features [B, C, h, w] float32 or float64, contiguous or channels_last, fractions [B, 2, h, w] -> [B, 2, C].
// A gradient flows to the features, none to the fractions (lung_pooling.cuh)
torch::Tensor pooled_cuda(const torch::Tensor& features, const torch::Tensor& fractions);

// own [B, D], all [N, D] float32 or float64 -> (own_u - all_v)² [B, N] float64 (pair_squares.cuh)
torch::Tensor pair_squares_cuda(const torch::Tensor& own, const torch::Tensor& all);

// own [B, D], all [N, D], coefficients c [B, N] of one type -> Σ_v c_uv (own_u - all_v) [B, D] and
// Σ_u c_uv (all_v - own_u) [N, D] (pair_gradients.cuh)
std::pair<torch::Tensor, torch::Tensor> pair_gradients_cuda(const torch::Tensor& own,
                                                            const torch::Tensor& all,
                                                            const torch::Tensor& coefficients);

// squares d², weight [B, N] float64 -> Σ_v weight_uv d_uv [B] and weight/d [B, N] (edge_gradient_rows.cuh)
std::pair<torch::Tensor, torch::Tensor> edge_gradients_cuda(const torch::Tensor& squares,
                                                            const torch::Tensor& weight);

// gram G, squares d² [H, N], norms G_vv [N], all float64, u the rows from `first` on -> d² = G_uu + G_vv -
// 2 G_uv; and [H, N] bool, where u < v and d² < share (G_uu + G_vv) (gram_distances.cuh)
torch::Tensor square_distances_cuda(const torch::Tensor& gram, const torch::Tensor& norms,
                                    std::int64_t first);
torch::Tensor near_mask_cuda(const torch::Tensor& squares, const torch::Tensor& norms, std::int64_t first,
                             double share);

// Of the pairs (u_p, v_p), u and v [P] int64, contiguous: columns [N, X] float32 or float64 -> [P] float64;
// and in place into sum [N, X], contiguous (near_differences.cuh)
torch::Tensor partial_square_distances_cuda(const torch::Tensor& u, const torch::Tensor& v,
                                            const torch::Tensor& columns);
void add_differences_cuda(const torch::Tensor& u, const torch::Tensor& v, const torch::Tensor& coefficients,
                          const torch::Tensor& columns, torch::Tensor& sum);

}  // namespace gren
