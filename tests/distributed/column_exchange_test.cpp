// Rows become columns and come back; every element encodes where it belongs.
#include "distributed/column_exchange.h"

#include <gtest/gtest.h>

#include <numeric>
#include <tuple>

#include "tests/support/mpi_main.h"

namespace gren::column_exchange_test {
namespace {

// Element (i, j) is 1000 i + j, so that a misplaced one names its origin.
torch::Tensor whole(std::int64_t rows, std::int64_t features) {
    return 1000 * torch::arange(rows).unsqueeze(1) + torch::arange(features).unsqueeze(0);
}

struct Share {
    std::vector<std::int64_t> rows;
    std::int64_t first, own;
};

Share share_of_rows(std::int64_t count, bool all_on_last) {
    const auto& world = test_world();
    Share share{std::vector<std::int64_t>(static_cast<std::size_t>(world.size()), 0), 0, 0};
    for (std::int64_t i = 0; i < count; ++i)
        ++share.rows[static_cast<std::size_t>(all_on_last ? world.size() - 1 : i % world.size())];
    const auto mine = share.rows.begin() + world.rank();
    share.first = std::accumulate(share.rows.begin(), mine, std::int64_t{0});
    share.own = *mine;
    return share;
}

}  // namespace

class ColumnExchange : public testing::TestWithParam<std::tuple<int, int, bool>> {};

TEST_P(ColumnExchange, gives_all_rows_of_own_columns_and_returns_them) {
    const auto [count, features, all_on_last] = GetParam();
    World& world = test_world();
    const auto share = share_of_rows(count, all_on_last);
    const auto all = whole(count, features);
    const auto own = all.narrow(0, share.first, share.own);

    const auto columns = rows_to_columns(world, own, share.rows);
    EXPECT_TRUE(
        torch::equal(columns, all.tensor_split(world.size(), 1)[static_cast<std::size_t>(world.rank())]));
    EXPECT_TRUE(torch::equal(columns_to_rows(world, columns, share.rows, features), own));
}

INSTANTIATE_TEST_SUITE_P(shapes, ColumnExchange,
                         testing::Combine(testing::Values(1, 3, 8), testing::Values(1, 2, 7, 12),
                                          testing::Bool()));

TEST(ColumnExchange, deals_as_many_columns_as_it_is_told) {
    World& world = test_world();
    const auto share = share_of_rows(7, false);
    std::vector<std::int64_t> widths(static_cast<std::size_t>(world.size()), 0);
    widths.front() = 2;
    widths.back() += 3;
    const auto width = std::accumulate(widths.begin(), widths.end(), std::int64_t{0});
    const auto all = whole(7, width);
    const auto found = rows_to_columns(world, all.narrow(0, share.first, share.own), share.rows, widths);
    EXPECT_TRUE(torch::equal(found, all.split_with_sizes(widths, 1)[static_cast<std::size_t>(world.rank())]));
}

TEST(ColumnExchange, sends_what_the_cost_table_says) {
    World& world = test_world();
    const std::int64_t ranks = world.size(), rows = 2, features = 12 * ranks;
    const std::vector<std::int64_t> even(static_cast<std::size_t>(ranks), rows);
    const auto before = world.traffic().of(Collective::all_to_all);
    const auto columns = rows_to_columns(world, torch::zeros({rows, features}), even);
    columns_to_rows(world, columns, even, features);
    const auto after = world.traffic().of(Collective::all_to_all);
    EXPECT_EQ(after.calls - before.calls, 2);
    EXPECT_EQ(after.bytes - before.bytes, 2 * rows * features * 4 * (ranks - 1) / ranks);
}

}  // namespace gren::column_exchange_test
