#include "graph/gram.h"

#include <ATen/Context.h>

#include <algorithm>

#include "graph/kernels/kernels.h"

namespace gren {
namespace {

// Short enough that float32 sums inside a block stay accurate, long enough that a product is worth a call.
constexpr std::int64_t kBlockColumns = 8192;

constexpr std::int64_t kBatchElements = 1 << 24;  // of the products held at a time

}  // namespace

void center(torch::Tensor& columns) {
    if (columns.size(0) > 0) columns.sub_(columns.mean(0, true));
}

torch::Tensor partial_gram(const torch::Tensor& columns) {
    const auto matrix = std::max<std::int64_t>(1, columns.size(0) * columns.size(0));
    return partial_gram(columns, columns.is_cuda() ? std::max<std::int64_t>(1, kBatchElements / matrix) : 1);
}

torch::Tensor partial_gram(const torch::Tensor& columns, std::int64_t at_once) {
    const at::NoTF32Guard full_precision;  // near distances are small differences of these products
    const auto images = columns.size(0), width = columns.size(1);
    auto gram = torch::zeros({images, images}, columns.options().dtype(torch::kFloat64));
    for (std::int64_t first = 0; first < width;) {
        const auto blocks = std::min(at_once, (width - first) / kBlockColumns);
        if (blocks > 1) {
            const auto batch = columns.narrow(1, first, blocks * kBlockColumns)
                                   .unflatten(1, {blocks, kBlockColumns})
                                   .transpose(0, 1);
            gram += batch.bmm(batch.transpose(1, 2)).sum(0, false, torch::kFloat64);
            first += blocks * kBlockColumns;
        } else {
            const auto block = columns.narrow(1, first, std::min(kBlockColumns, width - first));
            gram += block.matmul(block.t());
            first += kBlockColumns;
        }
    }
    return gram;
}

torch::Tensor square_distances(const torch::Tensor& gram) {
    if (gram.is_cuda()) return square_distances_cuda(gram);
    const auto squares = gram.diagonal();
    return (squares.unsqueeze(1) + squares.unsqueeze(0)).sub_(gram, 2).clamp_min_(0);
}

torch::Tensor laplacian_product(const torch::Tensor& coefficients, const torch::Tensor& columns) {
    const at::NoTF32Guard full_precision;
    auto laplacian = coefficients.neg();
    laplacian.diagonal().copy_(coefficients.sum(1));
    return laplacian.to(columns.scalar_type()).matmul(columns);
}

}  // namespace gren
