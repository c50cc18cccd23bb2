// All pairwise distances from one product of centered features, d²_uv = G_uu + G_vv - 2 G_uv with G = F Fᵀ,
// and the gradient by another, ∂D_inter/∂F = (diag(C·1) - C) F (METHOD.md, Eq. 7). Both are sums over
// columns, so each rank may hold some of them. No ranks in here.
#pragma once

#include <torch/types.h>

#include <cstdint>

namespace gren {

// In place: every column loses its mean over the N rows. Distances stay as they are; products lose the part
// that all images share, which would drown small distances. columns [N, X]
void center(torch::Tensor& columns);

// Σ over the columns of f_u f_v: rows [H, X] against columns [N, X] -> [H, N] float64. Multiplied in the
// features' own precision over blocks of 8192 columns, never in TF32, blocks added in float64; on a GPU
// several blocks in one batched product, since small ones, one by one, would leave it idle.
torch::Tensor partial_gram(const torch::Tensor& rows, const torch::Tensor& columns);
torch::Tensor partial_gram(const torch::Tensor& columns);  // all rows

// The same with up to `at_once` blocks in one product.
torch::Tensor partial_gram(const torch::Tensor& rows, const torch::Tensor& columns, std::int64_t at_once);

// d² = G_uu + G_vv - 2 G_uv, never below 0, u the rows from `first` on. gram G [H, N], norms G_vv [N], both
// float64 -> [H, N]
torch::Tensor square_distances(const torch::Tensor& gram, const torch::Tensor& norms, std::int64_t first);
torch::Tensor square_distances(const torch::Tensor& gram);  // all rows

// Rows of diag(C·1) - C, from `first` on. coefficients C [H, N], 0 on the diagonal (edge_gradients.h)
torch::Tensor laplacian(const torch::Tensor& coefficients, std::int64_t first);

// (diag(C·1) - C) F: row u is Σ_v C_uv (f_u - f_v). columns F [N, X], coefficients C [N, N] -> [N, X]
torch::Tensor laplacian_product(const torch::Tensor& coefficients, const torch::Tensor& columns);

}  // namespace gren
