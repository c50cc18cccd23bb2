// Near neighbors by differences: found, measured and pulled as a double loop in float64 does.
#include "graph/near_pairs.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

#include "graph/gram.h"

namespace gren::near_pairs_test {
namespace {

// Images 0, 1 and 4 differ in the fourth digit, 2 and 3 are apart.
torch::Tensor cluster(std::int64_t width) {
    torch::manual_seed(5);
    auto f = torch::randn({5, width}, torch::kFloat64);
    f[1] = f[0] + 1e-4 * torch::randn({width}, torch::kFloat64);
    f[4] = f[0] + 1e-4 * torch::randn({width}, torch::kFloat64);
    auto single = f.to(torch::kFloat32);
    center(single);
    return single;
}

NearPairs found_in(const torch::Tensor& columns) {
    const auto gram = partial_gram(columns);
    return near_pairs(square_distances(gram), gram.diagonal(), 0);
}

}  // namespace

TEST(NearPairs, names_each_pair_once) {
    const auto pairs = found_in(cluster(1000));
    EXPECT_TRUE(torch::equal(pairs.u, torch::tensor({0, 0, 1}, torch::kInt64)));
    EXPECT_TRUE(torch::equal(pairs.v, torch::tensor({1, 4, 4}, torch::kInt64)));
}

TEST(NearPairs, of_some_rows_are_those_whose_first_end_is_among_them) {
    const auto gram = partial_gram(cluster(1000));
    const auto squares = square_distances(gram);
    const auto pairs = near_pairs(squares.narrow(0, 1, 4), gram.diagonal(), 1);
    EXPECT_TRUE(torch::equal(pairs.u, torch::tensor({1}, torch::kInt64)));
    EXPECT_TRUE(torch::equal(pairs.v, torch::tensor({4}, torch::kInt64)));
}

TEST(NearPairs, distances_that_products_lose_are_exact) {
    const auto columns = cluster(50000);
    const auto pairs = found_in(columns);
    const auto squares = partial_square_distances(pairs, columns);
    const auto exact = columns.to(torch::kFloat64);
    const auto by_products = at_pairs(square_distances(partial_gram(columns)), pairs);
    for (std::int64_t p = 0; p < pairs.size(); ++p) {
        const auto expected =
            (exact[pairs.u[p].item<int>()] - exact[pairs.v[p].item<int>()]).square().sum().item<double>();
        EXPECT_NEAR(squares[p].item<double>(), expected, 1e-6 * expected);
        EXPECT_GT(std::abs(by_products[p].item<double>() - expected), 1e-2 * expected);
    }
}

TEST(NearPairs, differences_are_added_to_one_end_and_taken_from_the_other) {
    const auto columns = cluster(300);
    const auto pairs = found_in(columns);
    const auto coefficient = torch::tensor({2.0, 3.0, 5.0}, torch::kFloat64);
    auto sum = torch::ones_like(columns);
    add_differences(pairs, coefficient, columns, sum);
    const auto f = columns.to(torch::kFloat64);
    const auto expect_row = [&](int row, const torch::Tensor& pull) {
        EXPECT_TRUE(torch::allclose(sum[row].to(torch::kFloat64) - 1, pull, 1e-3, 1e-6)) << row;
    };
    expect_row(0, 2 * (f[0] - f[1]) + 3 * (f[0] - f[4]));
    expect_row(1, 2 * (f[1] - f[0]) + 5 * (f[1] - f[4]));
    expect_row(2, torch::zeros({300}, torch::kFloat64));
    expect_row(4, 3 * (f[4] - f[0]) + 5 * (f[4] - f[1]));
}

TEST(NearPairs, equal_images_are_near_at_distance_zero) {
    auto f = torch::randn({3, 100});
    f[2] = f[0];
    center(f);
    const auto pairs = found_in(f);
    ASSERT_EQ(pairs.size(), 1);
    EXPECT_EQ(partial_square_distances(pairs, f).item<double>(), 0);
}

TEST(NearPairs, sets_both_halves_of_a_matrix) {
    const NearPairs pairs{torch::tensor({0}, torch::kInt64), torch::tensor({2}, torch::kInt64)};
    auto matrix = torch::zeros({3, 3}, torch::kFloat64);
    set_pairs(matrix, pairs, torch::tensor({7.0}, torch::kFloat64));
    EXPECT_EQ(matrix[0][2].item<double>(), 7);
    EXPECT_EQ(matrix[2][0].item<double>(), 7);
    EXPECT_EQ(at_pairs(matrix, pairs).item<double>(), 7);
}

}  // namespace gren::near_pairs_test
