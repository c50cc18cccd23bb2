// The GPU's passes of a synchronized batch norm, on the CPU: each kernel of ATen is stood in for by a loop
// over the definition that PyTorch's SyncBatchNorm relies on, what lies between them is our own code, and the
// whole must be torch's batch norm, its running statistics and its gradient.
#include <gtest/gtest.h>
#include <torch/library.h>

#include <optional>
#include <tuple>
#include <vector>

#include "distributed/kernels/per_channel.h"
#include "distributed/norm_passes.h"

namespace gren::norm_passes_gpu_test {
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

NormStatistics statistics_of(const Tensor& sums, RunningStatistics& running, std::int64_t channels) {
    NormStatistics statistics{torch::empty_like(running.mean), torch::empty_like(running.mean),
                              sums.narrow(0, 2 * channels, 1)};
    AT_DISPATCH_FLOATING_TYPES(running.mean.scalar_type(), "statistics_of", [&] {
        for_each_channel(
            sums,
            kernels::GlobalStatistics<scalar_t, scalar_t>{
                channels, sums.const_data_ptr<double>(), 1e-5, 0.1, statistics.mean.data_ptr<scalar_t>(),
                statistics.inverse_std.data_ptr<scalar_t>(), running.mean.data_ptr<scalar_t>(),
                running.variance.data_ptr<scalar_t>(), running.batches.data_ptr<std::int64_t>()});
    });
    return statistics;
}

class NormPassesGpu : public testing::TestWithParam<at::ScalarType> {};

}  // namespace

// Two ranks' pixels meet by the sums of both, as an all-reduce would leave them.
TEST_P(NormPassesGpu, are_torchs_batch_norm_and_its_gradient) {
    torch::manual_seed(9);
    const auto options = torch::TensorOptions().dtype(GetParam());
    const double tolerance = GetParam() == torch::kFloat64 ? 1e-11 : 2e-5;
    auto x = (torch::randn({5, 4, 5, 2}, options) * 2 + 7).requires_grad_(true);
    auto weight = torch::tensor({1.5, -0.5, 1.0, 2.0}, options).requires_grad_(true);
    auto bias = torch::tensor({0.1, 0.2, -0.3, 0.0}, options).requires_grad_(true);
    const auto dy = torch::randn({5, 4, 5, 2}, options);
    auto mean = torch::full({4}, 0.5, options), variance = torch::full({4}, 3.0, options);
    RunningStatistics running{mean.clone(), variance.clone(), torch::tensor(std::int64_t{7})};
    const auto expected =
        torch::batch_norm(x, weight, bias, mean, variance, /*training=*/true, 0.1, 1e-5, false);
    expected.backward(dy);

    const torch::NoGradGuard no_grad;
    const auto& gpu = norm_passes_of_gpu();
    const auto close = [&](const Tensor& a, const Tensor& b) {
        return torch::allclose(a, b, tolerance, tolerance);
    };
    const std::vector<Tensor> own = x.split_with_sizes({3, 2}), own_dy = dy.split_with_sizes({3, 2});
    const auto sums = gpu.own_sums(own[0]) + gpu.own_sums(own[1]);
    const auto statistics = statistics_of(sums, running, 4);
    EXPECT_TRUE(close(running.mean, mean));
    EXPECT_TRUE(close(running.variance, variance));
    EXPECT_EQ(running.batches.item<std::int64_t>(), 8);
    std::vector<Tensor> y, dx;
    std::vector<OwnGradients> gradients;
    for (std::size_t r = 0; r < 2; ++r) {
        y.push_back(gpu.normalized(own[r], weight, bias, statistics));
        gradients.push_back(gpu.own_gradients(own_dy[r], own[r], weight, statistics));
    }
    EXPECT_TRUE(close(torch::cat(y), expected));
    EXPECT_TRUE(close(gradients[0].weight + gradients[1].weight, weight.grad()));
    EXPECT_TRUE(close(gradients[0].bias + gradients[1].bias, bias.grad()));
    const auto all = gradients[0].sums + gradients[1].sums;
    for (std::size_t r = 0; r < 2; ++r)
        dx.push_back(gpu.input_gradient(own_dy[r], own[r], weight, statistics, all));
    EXPECT_TRUE(close(torch::cat(dx), x.grad()));
}

INSTANTIATE_TEST_SUITE_P(types, NormPassesGpu, testing::Values(torch::kFloat32, torch::kFloat64));

TEST(NormPassesGpuEdge, nobodys_image_leaves_the_running_statistics) {
    const auto sums = torch::zeros({9}, torch::kFloat64);
    RunningStatistics running{torch::full({4}, 0.5), torch::full({4}, 3.0), torch::tensor(std::int64_t{0})};
    const auto statistics = statistics_of(sums, running, 4);
    EXPECT_TRUE(torch::equal(running.mean, torch::full({4}, 0.5)));
    EXPECT_TRUE(torch::equal(running.variance, torch::full({4}, 3.0)));
    EXPECT_TRUE(statistics.inverse_std.isfinite().all().item<bool>());
}

}  // namespace gren::norm_passes_gpu_test
