// Rows of a product of matrices that are divided among the ranks, against the product of one process, for
// even, uneven and empty shares.
#include "graph/row_slabs.h"

#include <gtest/gtest.h>

#include <numeric>
#include <tuple>

#include "tests/support/mpi_main.h"

namespace gren::row_slabs_test {
namespace {

constexpr std::int64_t kFeatures = 7;

std::vector<std::int64_t> shares(std::int64_t count, bool all_on_last) {
    const int world = test_world().size();
    std::vector<std::int64_t> rows(static_cast<std::size_t>(world), 0);
    for (std::int64_t i = 0; i < count; ++i)
        ++rows[static_cast<std::size_t>(all_on_last ? world - 1 : i % world)];
    return rows;
}

torch::Tensor own_columns(const torch::Tensor& all) {
    return all.tensor_split(test_world().size(), 1)[static_cast<std::size_t>(test_world().rank())];
}

torch::Tensor own_rows(const torch::Tensor& all, const std::vector<std::int64_t>& rows) {
    const auto mine = rows.begin() + test_world().rank();
    return all.narrow(0, std::accumulate(rows.begin(), mine, std::int64_t{0}), *mine);
}

}  // namespace

class RowSlabs : public testing::TestWithParam<std::tuple<int, bool>> {};

TEST_P(RowSlabs, gram_and_product_equal_one_process) {
    const auto [count, all_on_last] = GetParam();
    torch::manual_seed(count);
    const auto f = torch::randn({count, kFeatures}, torch::kFloat64);
    auto symmetric = torch::randn({count, count}, torch::kFloat64);
    symmetric = symmetric + symmetric.t();
    const auto rows = shares(count, all_on_last);
    const auto columns = own_columns(f);
    const auto gram = gram_rows(test_world(), rows, columns);
    EXPECT_TRUE(torch::allclose(gram, own_rows(f.matmul(f.t()), rows), 1e-13, 1e-13));
    const auto product = divided_product(test_world(), rows, own_rows(symmetric, rows), columns);
    EXPECT_TRUE(torch::allclose(product, symmetric.matmul(columns), 1e-13, 1e-13));
}

INSTANTIATE_TEST_SUITE_P(shapes, RowSlabs,
                         testing::Combine(testing::Values(1, 2, 5, 8, 13, 40), testing::Bool()));

TEST(RowSlabs, are_as_large_as_a_ranks_part) {
    EXPECT_EQ(slab_rows_per_rank(10, 4), 3);
    EXPECT_EQ(slab_rows_per_rank(8, 4), 2);
    EXPECT_EQ(slab_rows_per_rank(64, 1024), 1);
    EXPECT_EQ(slab_rows_per_rank(5, 1), 5);
    EXPECT_EQ(slab_rows_per_rank(0, 4), 1);
}

}  // namespace gren::row_slabs_test
