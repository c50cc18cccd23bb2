#include "graph/gram.h"

#include <algorithm>

namespace gren {
namespace {

// Short enough that float32 sums inside a block stay accurate, long enough that a product is worth a call.
constexpr std::int64_t kBlock = 8192;

}  // namespace

void centre(torch::Tensor& columns) {
    if (columns.size(0) > 0) columns.sub_(columns.mean(0, true));
}

torch::Tensor partial_gram(const torch::Tensor& columns) {
    const auto images = columns.size(0), width = columns.size(1);
    auto gram = torch::zeros({images, images}, columns.options().dtype(torch::kFloat64));
    for (std::int64_t first = 0; first < width; first += kBlock) {
        const auto block = columns.narrow(1, first, std::min(kBlock, width - first));
        gram += block.matmul(block.t());
    }
    return gram;
}

torch::Tensor square_distances(const torch::Tensor& gram) {
    const auto squares = gram.diagonal();
    return (squares.unsqueeze(1) + squares.unsqueeze(0)).sub_(gram, 2).clamp_min_(0);
}

torch::Tensor laplacian_product(const torch::Tensor& coefficient, const torch::Tensor& columns) {
    auto laplacian = coefficient.neg();
    laplacian.diagonal().copy_(coefficient.sum(1));
    return laplacian.to(columns.scalar_type()).matmul(columns);
}

}  // namespace gren
