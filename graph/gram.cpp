#include "graph/gram.h"

#include <ATen/Context.h>

#include <algorithm>
#include <cstdint>

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

torch::Tensor partial_gram(const torch::Tensor& rows, const torch::Tensor& columns) {
    const auto matrix = std::max<std::int64_t>(1, rows.size(0) * columns.size(0));
    return partial_gram(rows, columns,
                        columns.is_cuda() ? std::max<std::int64_t>(1, kBatchElements / matrix) : 1);
}

torch::Tensor partial_gram(const torch::Tensor& columns) {
    return partial_gram(columns, columns);
}

torch::Tensor partial_gram(const torch::Tensor& rows, const torch::Tensor& columns, std::int64_t at_once) {
    const at::NoTF32Guard full_precision;  // near distances are small differences of these products
    const auto width = columns.size(1);
    auto gram = torch::zeros({rows.size(0), columns.size(0)}, columns.options().dtype(torch::kFloat64));
    for (std::int64_t first = 0; first < width;) {
        const auto blocks = std::min(at_once, (width - first) / kBlockColumns);
        if (blocks > 1) {
            const auto batch = [&](const torch::Tensor& matrix) {  // [blocks, ·, kBlockColumns]
                return matrix.narrow(1, first, blocks * kBlockColumns)
                    .unflatten(1, {blocks, kBlockColumns})
                    .transpose(0, 1);
            };
            gram += batch(rows).bmm(batch(columns).transpose(1, 2)).sum(0, false, torch::kFloat64);
            first += blocks * kBlockColumns;
        } else {
            const auto length = std::min(kBlockColumns, width - first);
            gram += rows.narrow(1, first, length).matmul(columns.narrow(1, first, length).t());
            first += kBlockColumns;
        }
    }
    return gram;
}

torch::Tensor square_distances(const torch::Tensor& gram, const torch::Tensor& norms, std::int64_t first) {
    if (gram.is_cuda()) return square_distances_cuda(gram, norms, first);
    const auto own_norms = norms.narrow(0, first, gram.size(0));
    return (own_norms.unsqueeze(1) + norms.unsqueeze(0)).sub_(gram, 2).clamp_min_(0);
}

torch::Tensor square_distances(const torch::Tensor& gram) {
    return square_distances(gram, gram.diagonal(), 0);
}

torch::Tensor laplacian(const torch::Tensor& coefficients, std::int64_t first) {
    auto laplacian = coefficients.neg();
    laplacian.diagonal(first).copy_(coefficients.sum(1));
    return laplacian;
}

torch::Tensor laplacian_product(const torch::Tensor& coefficients, const torch::Tensor& columns) {
    const at::NoTF32Guard full_precision;
    return laplacian(coefficients, 0).to(columns.scalar_type()).matmul(columns);
}

}  // namespace gren
