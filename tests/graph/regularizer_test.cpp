#include "graph/regularizer.h"

#include <gtest/gtest.h>

#include <cmath>

namespace gren::regularizer_test {
namespace {

double naive_pairs(const torch::Tensor& f, const torch::Tensor& weight) {
    double sum = 0;
    for (int u = 0; u < f.size(0); ++u)
        for (int v = u + 1; v < f.size(0); ++v) {
            double squares = 0;
            for (int x = 0; x < f.size(1); ++x)
                squares += std::pow(f[u][x].item<double>() - f[v][x].item<double>(), 2);
            sum += weight[u][v].item<double>() * std::sqrt(squares);
        }
    return sum;
}

torch::Tensor symmetric_weights(int images) {
    auto weight = torch::rand({images, images}, torch::kFloat64).triu(1);
    return weight + weight.t();
}

}  // namespace

TEST(PairRegularizer, all_rows_as_own_count_each_pair_once) {
    torch::manual_seed(4);
    const auto f = torch::randn({5, 7}, torch::kFloat64);
    const auto weight = symmetric_weights(5);
    EXPECT_NEAR(pair_regularizer(f, f, weight).item<double>(), naive_pairs(f, weight), 1e-12);
}

TEST(PairRegularizer, gradients_equal_finite_differences_through_both_arguments) {
    torch::manual_seed(5);
    auto f = torch::randn({4, 3}, torch::kFloat64);
    const auto weight = symmetric_weights(4);
    auto leaf = f.clone().requires_grad_(true);
    pair_regularizer(leaf, leaf, weight).backward();
    for (int u = 0; u < 4; ++u)
        for (int x = 0; x < 3; ++x) {
            constexpr double step = 1e-6;
            auto up = f.clone(), down = f.clone();
            up[u][x] += step;
            down[u][x] -= step;
            const double slope = (naive_pairs(up, weight) - naive_pairs(down, weight)) / (2 * step);
            EXPECT_NEAR(leaf.grad()[u][x].item<double>(), slope, 1e-8);
        }
}

TEST(PairRegularizer, halves_of_the_rows_add_up_to_the_whole) {
    torch::manual_seed(6);
    const auto f = torch::randn({6, 4}, torch::kFloat64);
    const auto weight = symmetric_weights(6);
    const auto part = [&](int from, int to) {
        return pair_regularizer(f.slice(0, from, to), f, weight.slice(0, from, to)).item<double>();
    };
    EXPECT_NEAR(part(0, 2) + part(2, 6) + part(6, 6), naive_pairs(f, weight), 1e-12);
}

TEST(PairRegularizer, equal_images_give_no_nan) {
    auto f = torch::ones({3, 4}, torch::kFloat64).requires_grad_(true);
    const auto term = pair_regularizer(f, f, symmetric_weights(3));
    term.backward();
    EXPECT_EQ(term.item<double>(), 0);
    EXPECT_TRUE(torch::equal(f.grad(), torch::zeros_like(f)));
}

TEST(PairRegularizer, float32_is_close_to_float64_for_near_neighbors) {
    torch::manual_seed(7);
    const auto base = torch::randn({1, 4096}, torch::kFloat64);
    const auto f = base + 1e-3 * torch::randn({4, 4096}, torch::kFloat64);
    const auto weight = symmetric_weights(4);
    const auto f32 = f.to(torch::kFloat32);
    const double exact = naive_pairs(f32.to(torch::kFloat64), weight);
    EXPECT_NEAR(pair_regularizer(f32, f32, weight).item<double>(), exact, 1e-5 * exact);
}

TEST(RowDistances, equal_a_loop_and_are_smooth_at_zero) {
    torch::manual_seed(8);
    auto a = torch::randn({3, 5}, torch::kFloat64);
    auto b = torch::randn({3, 5}, torch::kFloat64);
    b[1] = a[1];
    a.requires_grad_(true);
    const auto d = row_distances(a, b);
    for (int i = 0; i < 3; ++i)
        EXPECT_NEAR(d[i].item<double>(), (a[i] - b[i]).pow(2).sum().sqrt().item<double>(), 1e-12);
    d.sum().backward();
    EXPECT_FALSE(a.grad().isnan().any().item<bool>());
    EXPECT_EQ(a.grad()[1].abs().sum().item<double>(), 0);
}

}  // namespace gren::regularizer_test
