#include "graph/regularizer.h"

namespace gren {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// [B, N] distances between rows of own and all
torch::Tensor distances(const torch::Tensor& own, const torch::Tensor& all) {
    auto d = torch::empty({own.size(0), all.size(0)}, own.options());
    auto difference = torch::empty_like(all);
    for (std::int64_t u = 0; u < own.size(0); ++u) {
        torch::sub_out(difference, all, own[u]);
        auto row = d[u];
        torch::linalg_vector_norm_out(row, difference, 2, at::IntArrayRef{1});
    }
    return d;
}

class PairRegularizer : public torch::autograd::Function<PairRegularizer> {
  public:
    static torch::Tensor forward(AutogradContext* context, const torch::Tensor& own, const torch::Tensor& all,
                                 const torch::Tensor& weight) {
        const auto d = distances(own, all);
        const auto w = weight.to(d.options());
        // C of method.md, "Gram": s/d, and 0 where d is 0, so that equal images pull on nothing.
        context->save_for_backward({own, all, torch::where(d > 0, w / d, torch::zeros_like(d))});
        return 0.5 * (w * d).sum();
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const auto &own = saved[0], &all = saved[1];
        const auto c = 0.5 * gradients[0] * saved[2];  // [B, N]
        // ∂d_uv/∂own_u = (own_u - all_v)/d_uv, and the opposite for all_v.
        auto to_own = own * c.sum(1, true) - c.matmul(all);
        auto to_all = all * c.sum(0).unsqueeze(1) - c.t().matmul(own);
        return {to_own, to_all, torch::Tensor()};
    }
};

}  // namespace

torch::Tensor row_distances(const torch::Tensor& a, const torch::Tensor& b) {
    const auto squares = (a - b).square().sum(1);
    const auto zero = squares == 0;
    return squares.masked_fill(zero, 1.0).sqrt().masked_fill(zero, 0.0);
}

torch::Tensor pair_regularizer(const torch::Tensor& own, const torch::Tensor& all,
                               const torch::Tensor& weight) {
    return PairRegularizer::apply(own, all, weight);
}

}  // namespace gren
