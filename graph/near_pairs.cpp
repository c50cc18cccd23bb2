#include "graph/near_pairs.h"

#include <algorithm>
#include <cstdint>

#include "graph/kernels/kernels.h"

namespace gren {
namespace {

constexpr double kNear = 0.01;
constexpr std::int64_t kBufferElements = 1 << 22;  // differences held at a time, however many pairs

// Calls f(first, [P, width] differences) for blocks of columns.
template <typename F>
void for_each_block(const NearPairs& pairs, const torch::Tensor& columns, const F& f) {
    const auto width = columns.size(1);
    const auto step = std::max<std::int64_t>(1, kBufferElements / std::max<std::int64_t>(1, pairs.size()));
    for (std::int64_t first = 0; first < width; first += step) {
        const auto block = columns.narrow(1, first, std::min(step, width - first));
        f(first, block.index_select(0, pairs.u).sub_(block.index_select(0, pairs.v)));
    }
}

// [H, N] bool, true where u < v and the pair is near
torch::Tensor near_mask(const torch::Tensor& squares, const torch::Tensor& norms, std::int64_t first) {
    if (squares.is_cuda()) return near_mask_cuda(squares, norms, first, kNear);
    const auto own_norms = norms.narrow(0, first, squares.size(0));
    return (squares < kNear * (own_norms.unsqueeze(1) + norms.unsqueeze(0))).triu(first + 1);
}

}  // namespace

NearPairs near_pairs(const torch::Tensor& squares, const torch::Tensor& norms, std::int64_t first) {
    const auto pairs = near_mask(squares, norms, first).nonzero();
    return {pairs.select(1, 0) + first, pairs.select(1, 1).contiguous()};
}

torch::Tensor partial_square_distances(const NearPairs& pairs, const torch::Tensor& columns) {
    if (columns.is_cuda()) return partial_square_distances_cuda(pairs.u, pairs.v, columns);
    auto squares = torch::zeros({pairs.size()}, columns.options().dtype(torch::kFloat64));
    for_each_block(pairs, columns, [&](std::int64_t, const torch::Tensor& difference) {
        squares += difference.square().sum(1);
    });
    return squares;
}

void add_differences(const NearPairs& pairs, const torch::Tensor& coefficients, const torch::Tensor& columns,
                     torch::Tensor& sum) {
    if (columns.is_cuda()) return add_differences_cuda(pairs.u, pairs.v, coefficients, columns, sum);
    const auto c = coefficients.to(columns.scalar_type()).unsqueeze(1);
    for_each_block(pairs, columns, [&](std::int64_t first, const torch::Tensor& difference) {
        const auto terms = difference * c;
        auto block = sum.narrow(1, first, difference.size(1));
        block.index_add_(0, pairs.u, terms);
        block.index_add_(0, pairs.v, terms, -1);
    });
}

torch::Tensor at_pairs(const torch::Tensor& matrix, const NearPairs& pairs) {
    return matrix.index({pairs.u, pairs.v});
}

void set_pairs(torch::Tensor& matrix, const NearPairs& pairs, const torch::Tensor& value) {
    matrix.index_put_({pairs.u, pairs.v}, value);
    matrix.index_put_({pairs.v, pairs.u}, value);
}

}  // namespace gren
