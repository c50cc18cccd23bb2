// The graph of all ranks equals one process's, value and gradient, for even, uneven and empty shares.
#include "graph/global_batch.h"

#include <gtest/gtest.h>

#include "distributed/collectives.h"
#include "graph/edge_weights.h"
#include "tests/support/mpi_main.h"

namespace gren {
namespace {

constexpr int kFeatures = 11;

struct Images {  // the same on all ranks
    torch::Tensor key, valid, feature;
    explicit Images(std::int64_t count) {
        torch::manual_seed(9);
        key = torch::randint(0, 1L << 62, {count, 2}, torch::kInt64);
        valid = torch::ones({count}, torch::kBool);
        if (count > 2) valid[1] = false;
        feature = torch::randn({count, kFeatures}, torch::kFloat64);
    }
};

// Plain tensor code of one process: ½ Σ_{u,v} w_uv ‖f_u - f_v‖ through autograd, sharing nothing with graph/.
double oracle(const Images& images, torch::Tensor* gradient) {
    auto f = images.feature.clone().requires_grad_(true);
    auto sum = torch::zeros({}, torch::kFloat64);
    for (int u = 0; u < f.size(0); ++u)
        for (int v = u + 1; v < f.size(0); ++v) {
            if (!images.valid[u].item<bool>() || !images.valid[v].item<bool>()) continue;
            int bits = 0;
            for (int m = 0; m < 2; ++m)
                for (auto x = static_cast<std::uint64_t>(
                         (images.key[u][m] ^ images.key[v][m]).item<std::int64_t>());
                     x; x &= x - 1)
                    ++bits;
            sum = sum + (1 - bits / 128.0) * (f[u] - f[v]).pow(2).sum().sqrt();
        }
    if (sum.requires_grad()) sum.backward();
    *gradient = f.grad().defined() ? f.grad() : torch::zeros_like(f);
    return sum.item<double>();
}

std::vector<std::int64_t> shares(std::int64_t count, int world, bool all_on_last) {
    std::vector<std::int64_t> rows(static_cast<std::size_t>(world), 0);
    if (all_on_last) {
        rows.back() = count;
    } else {
        for (std::int64_t i = 0; i < count; ++i) ++rows[static_cast<std::size_t>(i % world)];
    }
    return rows;
}

}  // namespace

class GlobalBatch : public testing::TestWithParam<std::tuple<int, bool>> {};

TEST_P(GlobalBatch, equals_one_process) {
    const auto [count, all_on_last] = GetParam();
    World& world = test_world();
    const Images images(count);
    const auto rows = shares(count, world.size(), all_on_last);
    std::int64_t first = 0;
    for (int r = 0; r < world.rank(); ++r) first += rows[static_cast<std::size_t>(r)];
    const auto own = rows[static_cast<std::size_t>(world.rank())];

    const auto nodes =
        gather_nodes(world, images.key.narrow(0, first, own), images.valid.narrow(0, first, own), rows);
    ASSERT_TRUE(torch::equal(nodes.key, images.key));
    ASSERT_TRUE(torch::equal(nodes.valid, images.valid));

    auto feature = images.feature.narrow(0, first, own).clone().requires_grad_(true);
    const auto weight = inter_weights(hash_similarity(nodes.key), nodes.valid, {});
    auto share = inter_share(world, nodes, feature, weight);
    share.backward();
    auto total = share.detach().clone();
    all_reduce_sum(world, total);

    torch::Tensor expected_gradient;
    const double expected = oracle(images, &expected_gradient);
    EXPECT_NEAR(total.item<double>(), expected, 1e-10 * (1 + std::abs(expected)));
    EXPECT_TRUE(torch::allclose(feature.grad(), expected_gradient.narrow(0, first, own), 1e-10, 1e-12));
}

INSTANTIATE_TEST_SUITE_P(shares, GlobalBatch, testing::Combine(testing::Values(1, 2, 5, 8), testing::Bool()));

}  // namespace gren
