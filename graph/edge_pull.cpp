#include "graph/edge_pull.h"

namespace gren {

EdgePull edge_pull(const torch::Tensor& squares, const torch::Tensor& weight) {
    const auto d = squares.sqrt();
    return {(weight * d).sum(1), torch::where(d > 0, weight / d, 0.0)};
}

}  // namespace gren
