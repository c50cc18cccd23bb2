#include "graph/regularizer.h"

#include <torch/autograd.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "graph/edge_gradients.h"
#include "graph/kernels/kernels.h"

namespace gren {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr std::int64_t kColumnsAtATime =
    8192;  // columns at a time: the differences of a block stay in the cache

// Calls f(u, columns, all_v - own_u of these columns [N, width]) for every own row and block of columns.
template <typename F>
void for_each_difference(const torch::Tensor& own, const torch::Tensor& all, const F& f) {
    const auto features = all.size(1);
    for (std::int64_t first = 0; first < features; first += kColumnsAtATime) {
        const torch::indexing::Slice columns(first, std::min(first + kColumnsAtATime, features));
        const auto block = all.index({torch::indexing::Slice(), columns});
        for (std::int64_t u = 0; u < own.size(0); ++u) f(u, columns, block - own.index({u, columns}));
    }
}

// [B, N] float64, squared distances between rows of own and all
torch::Tensor pair_squares(const torch::Tensor& own, const torch::Tensor& all) {
    if (own.is_cuda()) return pair_squares_cuda(own, all);
    auto squares = torch::zeros({own.size(0), all.size(0)}, own.options().dtype(torch::kFloat64));
    for_each_difference(own, all, [&](std::int64_t u, const auto&, const torch::Tensor& difference) {
        squares[u] += difference.square_().sum(1);
    });
    return squares;
}

// Σ_v c_uv (own_u - all_v) [B, D] and Σ_u c_uv (all_v - own_u) [N, D]; c [B, N]
std::pair<torch::Tensor, torch::Tensor> pair_gradients(const torch::Tensor& own, const torch::Tensor& all,
                                                       const torch::Tensor& c) {
    if (own.is_cuda()) return pair_gradients_cuda(own, all, c);
    auto to_own = torch::zeros_like(own), to_all = torch::zeros_like(all);
    for_each_difference(own, all, [&](std::int64_t u, const auto& columns, const torch::Tensor& difference) {
        difference.mul_(c[u].unsqueeze(1));
        to_own.index({u, columns}).sub_(difference.sum(0));
        to_all.index({torch::indexing::Slice(), columns}).add_(difference);
    });
    return {to_own, to_all};
}

class PairRegularizer : public torch::autograd::Function<PairRegularizer> {
  public:
    static torch::Tensor forward(AutogradContext* context, const torch::Tensor& own, const torch::Tensor& all,
                                 const torch::Tensor& weight) {
        const auto edges = edge_gradients(pair_squares(own, all), weight.to(own.device()));
        context->save_for_backward({own, all, edges.coefficients});
        return (0.5 * edges.row_terms.sum()).to(own.scalar_type());
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const auto &own = saved[0], &all = saved[1];
        const auto c = (0.5 * gradients[0] * saved[2]).to(own.scalar_type());  // [B, N]
        // c = ½ w/d, and ∂d_uv/∂own_u = (own_u - all_v)/d_uv, the opposite for all_v.
        const auto [to_own, to_all] = pair_gradients(own, all, c);
        return {to_own, to_all, torch::Tensor()};
    }
};

}  // namespace

torch::Tensor row_distances(const torch::Tensor& a, const torch::Tensor& b) {
    const auto squares = (a - b).square().sum(1);
    const auto zero = squares == 0;
    return squares.masked_fill(zero, 1.0).sqrt().masked_fill(zero, 0.0);
}

torch::Tensor pair_distances(const torch::Tensor& own, const torch::Tensor& all) {
    const torch::NoGradGuard no_gradient;
    return pair_squares(own, all).sqrt_();
}

torch::Tensor pair_regularizer(const torch::Tensor& own, const torch::Tensor& all,
                               const torch::Tensor& weight) {
    return PairRegularizer::apply(own, all, weight);
}

}  // namespace gren
