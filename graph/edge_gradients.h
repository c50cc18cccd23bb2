// D_inter and its gradient from squared distances and edge weights (METHOD.md, Eq. 7). With d_uv = d(f_u,
// f_v), F the matrix of all rows f_u, and C_uv = w_uv/d_uv,
//     D_inter = ± Σ_{u<v} w_uv d_uv,    ∂D_inter/∂F = ± (diag(C·1) - C) F,
// whose row u is ± Σ_v C_uv (f_u - f_v). The sign is left to the caller. No ranks in here.
#pragma once

#include <torch/types.h>

namespace gren {

struct EdgeGradients {
    torch::Tensor row_terms;  // [B] float64: Σ_v w_uv d_uv; half their sum over all u is Σ_{u<v} w_uv d_uv
    torch::Tensor coefficients;  // [B, N] float64: C, and 0 where d is 0, so that equal images move nothing
};

// squares (d²) and weight (w) [B, N] float64, on one device: some rows u against all v. No gradient.
EdgeGradients edge_gradients(const torch::Tensor& squares, const torch::Tensor& weight);

}  // namespace gren
