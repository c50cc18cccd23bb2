// What squared distances and edge weights give the term and its gradient. No ranks in here.
#pragma once

#include <torch/types.h>

namespace gren {

struct EdgePull {
    torch::Tensor row_terms;  // [B] float64: Σ_v weight_uv d_uv
    // C of method.md, "Gram": weight/d, and 0 where d is 0, so that equal images pull on nothing. [B, N]
    // float64
    torch::Tensor coefficient;
};

// squares (d²) and weight [B, N] float64, on one device. No gradient.
EdgePull edge_pull(const torch::Tensor& squares, const torch::Tensor& weight);

}  // namespace gren
