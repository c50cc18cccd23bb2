// What sync_normalize makes of ATen's CUDA kernels, on the CPU: each kernel is stood in for by a loop
// over the definition that PyTorch's SyncBatchNorm relies on, and the whole must be torch's batch norm
// and its gradient.
#include "distributed/fused_normalize.h"

#include <gtest/gtest.h>
#include <torch/library.h>

#include <optional>

namespace gren::fused_normalize_test {
namespace {

using torch::Tensor;
using Optional = std::optional<Tensor>;

Tensor per_channel(const Tensor& t) {
    return t.view({1, -1, 1, 1});
}

Tensor elemt(const Tensor& x, const Optional& weight, const Optional& bias, const Tensor& mean,
             const Tensor& invstd, double) {
    return (x - per_channel(mean)) * per_channel(invstd) * per_channel(*weight) + per_channel(*bias);
}

std::tuple<Tensor, Tensor, Tensor, Tensor> reduce(const Tensor& dy, const Tensor& x, const Tensor& mean,
                                                  const Tensor& invstd, const Optional&, bool input_g,
                                                  bool weight_g, bool bias_g) {
    EXPECT_FALSE(input_g);
    EXPECT_TRUE(weight_g && bias_g);
    auto sum_dy = torch::zeros_like(mean), sum_dy_xmu = torch::zeros_like(mean);
    for (std::int64_t b = 0; b < x.size(0); ++b)
        for (std::int64_t c = 0; c < x.size(1); ++c) {
            sum_dy[c] += dy[b][c].sum();
            sum_dy_xmu[c] += (dy[b][c] * (x[b][c] - mean[c])).sum();
        }
    return {Tensor(), Tensor(), sum_dy_xmu * invstd, sum_dy};
}

Tensor backward_elemt(const Tensor& dy, const Tensor& x, const Tensor& mean, const Tensor& invstd,
                      const Optional& weight, const Tensor& sum_dy, const Tensor& sum_dy_xmu,
                      const Tensor& count) {
    EXPECT_EQ(count.scalar_type(), torch::kInt32);
    const auto total = count.sum().to(torch::kFloat64);
    const auto slope = invstd.square() * sum_dy_xmu / total;
    return (dy - per_channel(sum_dy / total) - (x - per_channel(mean)) * per_channel(slope)) *
           per_channel(invstd * *weight);
}

TORCH_LIBRARY_IMPL(aten, CPU, library) {
    library.impl("batch_norm_elemt", elemt);
    library.impl("batch_norm_backward_reduce", reduce);
    library.impl("batch_norm_backward_elemt", backward_elemt);
}

}  // namespace

TEST(FusedNormalize, is_torchs_batch_norm_and_its_gradient) {
    torch::manual_seed(9);
    const auto options = torch::TensorOptions().dtype(torch::kFloat64);
    auto x = (torch::randn({3, 4, 5, 2}, options) * 2 + 7).requires_grad_(true);
    auto weight = torch::tensor({1.5, -0.5, 1.0, 2.0}, options).requires_grad_(true);
    auto bias = torch::tensor({0.1, 0.2, -0.3, 0.0}, options).requires_grad_(true);
    const auto dy = torch::randn({3, 4, 5, 2}, options);
    const auto expected = torch::batch_norm(x, weight, bias, {}, {}, /*training=*/true, 0.1, 1e-5, false);
    expected.backward(dy);

    const torch::NoGradGuard no_grad;
    const auto mean = x.mean({0, 2, 3}), variance = x.var({0, 2, 3}, /*unbiased=*/false);
    const auto inverse = (variance + 1e-5).rsqrt();
    EXPECT_TRUE(torch::allclose(fused_normalize(x, weight, bias, mean, inverse), expected, 1e-12, 1e-12));
    const auto [d_weight, d_bias] = fused_parameter_gradients(dy, x, weight, mean, inverse);
    EXPECT_TRUE(torch::allclose(d_weight, weight.grad(), 1e-12, 1e-12));
    EXPECT_TRUE(torch::allclose(d_bias, bias.grad(), 1e-12, 1e-12));
    const double values = 3 * 5 * 2;
    const auto dx = fused_input_gradient(dy, x, weight, mean, inverse, d_bias / values, d_weight / values);
    EXPECT_TRUE(torch::allclose(dx, x.grad(), 1e-11, 1e-12));
}

}  // namespace gren::fused_normalize_test
