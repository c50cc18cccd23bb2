#include "graph/edge_gradients.h"

#include "graph/kernels/kernels.h"

namespace gren {

EdgeGradients edge_gradients(const torch::Tensor& squares, const torch::Tensor& weight) {
    if (squares.is_cuda()) {
        const auto [row_terms, coefficients] = edge_gradients_cuda(squares, weight);
        return {row_terms, coefficients};
    }
    const auto d = squares.sqrt();
    return {(weight * d).sum(1), torch::where(d > 0, weight / d, 0.0)};
}

}  // namespace gren
