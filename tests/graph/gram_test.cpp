// The Gram form against double loops in float64, and its precision in float32.
#include "graph/gram.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <initializer_list>
#include <map>

namespace gren::gram_test {
namespace {

torch::Tensor features(std::int64_t images, std::int64_t width) {
    torch::manual_seed(3);
    return torch::randn({images, width}, torch::kFloat64);
}

}  // namespace

TEST(Gram, square_distances_equal_a_double_loop) {
    const auto f = features(5, 9000);  // more than a block of columns
    auto centered = f.clone();
    center(centered);
    const auto squares = square_distances(partial_gram(centered));
    for (int u = 0; u < 5; ++u)
        for (int v = 0; v < 5; ++v) {
            const auto expected = (f[u] - f[v]).square().sum().item<double>();
            EXPECT_NEAR(squares[u][v].item<double>(), expected, 1e-10 * (1 + expected)) << u << " " << v;
        }
}

TEST(Gram, parts_of_the_columns_add_up) {
    const auto f = features(4, 30);
    const auto sum = partial_gram(f.narrow(1, 0, 11)) + partial_gram(f.narrow(1, 11, 19));
    EXPECT_TRUE(torch::allclose(sum, f.matmul(f.t()), 1e-12, 1e-12));
}

TEST(Gram, blocks_in_one_batched_product_add_up) {
    const auto f = features(3, 5 * 8192 + 100);  // five blocks and a rest
    for (const int at_once : {1, 2, 4, 5, 9}) {
        EXPECT_TRUE(torch::allclose(partial_gram(f, f, at_once), f.matmul(f.t()), 1e-12, 1e-9)) << at_once;
        const auto rows = f.narrow(0, 1, 2);
        EXPECT_TRUE(torch::allclose(partial_gram(rows, f, at_once), rows.matmul(f.t()), 1e-12, 1e-9));
    }
}

TEST(Gram, centring_saves_distances_that_a_large_common_part_would_drown) {
    const auto f = 1000 + features(6, 20000);
    auto single = f.to(torch::kFloat32);
    const auto expected = torch::cdist(single.to(torch::kFloat64), single.to(torch::kFloat64)).square();
    const auto error = [&](const torch::Tensor& columns) {
        const auto found = square_distances(partial_gram(columns));
        return ((found - expected).abs().max() / expected.max()).item<double>();
    };
    EXPECT_GT(error(single), 1e-3);
    center(single);
    EXPECT_LT(error(single), 1e-6);
}

TEST(Gram, rows_of_distances_and_of_the_laplacian_are_those_of_the_whole) {
    const auto gram = partial_gram(features(5, 30));
    const auto squares = square_distances(gram);
    for (const auto& [first, count] : {std::pair(0, 2), std::pair(2, 3), std::pair(5, 0)}) {
        const auto some = square_distances(gram.narrow(0, first, count), gram.diagonal(), first);
        EXPECT_TRUE(torch::equal(some, squares.narrow(0, first, count))) << first;
        const auto rows = laplacian(squares.narrow(0, first, count), first);
        for (int u = 0; u < count; ++u)
            for (int v = 0; v < 5; ++v) {
                const auto expected = first + u == v ? squares[v].sum() : -squares[first + u][v];
                EXPECT_DOUBLE_EQ(rows[u][v].item<double>(), expected.item<double>()) << first + u << " " << v;
            }
    }
}

TEST(Gram, laplacian_product_pulls_rows_towards_each_other) {
    const auto f = features(4, 7);
    auto c = torch::rand({4, 4}, torch::kFloat64);
    c = (c + c.t()).fill_diagonal_(0);
    const auto found = laplacian_product(c, f);
    for (int u = 0; u < 4; ++u) {
        auto expected = torch::zeros({7}, torch::kFloat64);
        for (int v = 0; v < 4; ++v) expected += c[u][v] * (f[u] - f[v]);
        EXPECT_TRUE(torch::allclose(found[u], expected, 1e-12, 1e-12));
    }
}

TEST(Gram, no_columns_and_one_image) {
    EXPECT_TRUE(torch::equal(partial_gram(torch::zeros({3, 0})), torch::zeros({3, 3}, torch::kFloat64)));
    auto one = torch::ones({1, 5});
    center(one);
    EXPECT_EQ(square_distances(partial_gram(one)).item<double>(), 0);
}

}  // namespace gren::gram_test
