// A loss over all pairs of the global batch: what reaches each rank against the closed-form gradient
// of one process.
#include "distributed/differentiable_gather.h"

#include <gtest/gtest.h>

#include <numeric>

#include "distributed/collectives.h"
#include "tests/support/mpi_main.h"

namespace gren::differentiable_gather_test {
namespace {

constexpr std::int64_t kFeatures = 3;

struct Split {
    std::vector<std::int64_t> rows;
    std::int64_t begin = 0, own = 0, all = 0;
};
Split split_of(const World& world, std::vector<std::int64_t> rows) {
    rows.resize(static_cast<std::size_t>(world.size()));
    const auto rank = static_cast<std::size_t>(world.rank());
    Split split{rows, 0, rows[rank], 0};
    split.begin = std::accumulate(rows.begin(), rows.begin() + world.rank(), std::int64_t{0});
    split.all = std::accumulate(rows.begin(), rows.end(), std::int64_t{0});
    return split;
}

torch::Tensor fixed(const std::vector<std::int64_t>& shape, std::uint64_t seed) {
    auto generator = torch::make_generator<torch::CPUGeneratorImpl>(seed);
    return torch::randn(shape, generator, torch::kFloat64);
}

torch::Tensor weights(std::int64_t n) {
    const auto w = fixed({n, n}, 5).abs();
    return w + w.t();
}

// ½ Σ_{u in own} Σ_v w_uv |f_u − f_v|², each pair of the global batch counted half by each of its ends.
torch::Tensor own_share(const torch::Tensor& own, const torch::Tensor& all, const Split& split) {
    const auto squares = (own.unsqueeze(1) - all.unsqueeze(0)).square().sum(-1);  // [B_r, N]
    return 0.5 * (weights(split.all).narrow(0, split.begin, split.own) * squares).sum();
}

// ∂/∂f_u of Σ_{u<v} w_uv |f_u − f_v|² is 2 Σ_v w_uv (f_u − f_v): [N, kFeatures].
std::vector<std::vector<double>> closed_form(const torch::Tensor& f) {
    const auto n = f.size(0);
    const auto w = weights(n);
    std::vector<std::vector<double>> gradient(static_cast<std::size_t>(n), std::vector<double>(kFeatures, 0));
    for (std::int64_t u = 0; u < n; ++u)
        for (std::int64_t v = 0; v < n; ++v)
            for (std::int64_t k = 0; k < kFeatures; ++k)
                gradient[static_cast<std::size_t>(u)][static_cast<std::size_t>(k)] +=
                    2 * w[u][v].item<double>() * (f[u][k] - f[v][k]).item<double>();
    return gradient;
}

class DifferentiableGather : public testing::TestWithParam<std::vector<std::int64_t>> {};
INSTANTIATE_TEST_SUITE_P(Rows, DifferentiableGather,
                         testing::Values(std::vector<std::int64_t>{2, 2, 2, 2},
                                         std::vector<std::int64_t>{3, 0, 1, 2},
                                         std::vector<std::int64_t>{1, 4, 0, 0}));

// Every rank differentiates W times its share: the owner then has W times the whole
// gradient (METHOD.md, "Scale").
TEST_P(DifferentiableGather, each_row_gets_the_gradient_of_all_ranks) {
    auto& world = test_world();
    const auto split = split_of(world, GetParam());
    const auto all = fixed({split.all, kFeatures}, 1);
    auto own = all.narrow(0, split.begin, split.own).clone().requires_grad_();
    (world.size() * own_share(own, differentiable_gather_rows(world, own, split.rows), split)).backward();
    const auto expected = closed_form(all);
    ASSERT_EQ(own.grad().sizes(), own.sizes());
    for (std::int64_t u = 0; u < split.own; ++u)
        for (std::int64_t k = 0; k < kFeatures; ++k)
            EXPECT_NEAR(own.grad()[u][k].item<double>() / world.size(),
                        expected[static_cast<std::size_t>(split.begin + u)][static_cast<std::size_t>(k)],
                        1e-12);
}

// f = x θ with shared θ: the mean over ranks of the ranks' gradients is the gradient of the whole loss.
TEST_P(DifferentiableGather, shared_parameters_get_the_gradient_under_a_mean_over_ranks) {
    auto& world = test_world();
    const auto split = split_of(world, GetParam());
    const auto x = fixed({split.all, 4}, 2);
    auto theta = fixed({4, kFeatures}, 3).requires_grad_();
    const auto own = x.narrow(0, split.begin, split.own).matmul(theta);
    (world.size() * own_share(own, differentiable_gather_rows(world, own, split.rows), split)).backward();
    auto mean = theta.grad().clone();
    all_reduce_sum(world, mean);
    mean /= world.size();

    const auto d_features = closed_form(x.matmul(theta.detach()));
    for (std::int64_t i = 0; i < 4; ++i)
        for (std::int64_t k = 0; k < kFeatures; ++k) {
            double expected = 0;
            for (std::int64_t u = 0; u < split.all; ++u)
                expected += x[u][i].item<double>() *
                            d_features[static_cast<std::size_t>(u)][static_cast<std::size_t>(k)];
            EXPECT_NEAR(mean[i][k].item<double>(), expected, 1e-10);
        }
}

TEST_P(DifferentiableGather, takes_rows_and_gradients_of_any_layout) {
    auto& world = test_world();
    const auto split = split_of(world, GetParam());
    auto own = torch::full({2, split.own}, 1.0 + world.rank(), torch::kFloat32).requires_grad_();
    const auto all = differentiable_gather_rows(world, own.t(), split.rows);  // [N, 2]
    for (std::int64_t r = 0, row = 0; r < world.size(); ++r)
        for (std::int64_t i = 0; i < split.rows[static_cast<std::size_t>(r)]; ++i, ++row)
            EXPECT_EQ(all[row][0].item<float>(), static_cast<float>(1 + r));
    all.t().sum().backward();  // the gradient arrives expanded: all strides 0
    EXPECT_TRUE(own.grad().eq(world.size()).all().item<bool>());
}

}  // namespace
}  // namespace gren::differentiable_gather_test
