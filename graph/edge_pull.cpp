#include "graph/edge_pull.h"

#include "graph/kernels.h"

namespace gren {

EdgePull edge_pull(const torch::Tensor& squares, const torch::Tensor& weight) {
    if (squares.is_cuda()) return edge_pull_cuda(squares, weight);
    const auto d = squares.sqrt();
    return {(weight * d).sum(1), torch::where(d > 0, weight / d, 0.0)};
}

}  // namespace gren
