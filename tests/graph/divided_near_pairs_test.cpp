// Near pairs that other ranks found, in one round and in many, against those of one process.
#include "graph/divided_near_pairs.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "graph/gram.h"
#include "tests/support/mpi_main.h"

namespace gren::divided_near_pairs_test {
namespace {

constexpr std::int64_t kImages = 11, kFeatures = 9;

// Three groups of images that differ in the fourth digit: 6 + 6 + 3 near pairs.
torch::Tensor clustered() {
    torch::manual_seed(5);
    auto f = torch::randn({3, kFeatures}, torch::kFloat64).repeat_interleave(4, 0).narrow(0, 0, kImages);
    f = f + 1e-4 * torch::randn({kImages, kFeatures}, torch::kFloat64);
    center(f);
    return f;
}

// The last rank has none.
RowRange rows_of(int rank, int ranks) {
    if (ranks == 1) return {0, kImages};
    const auto most = (kImages + ranks - 2) / (ranks - 1), first = std::min(kImages, most * rank);
    return {first, std::min(most, kImages - first)};
}

}  // namespace

TEST(DividedNearPairs, are_told_to_all_and_set_where_both_ends_are) {
    World& world = test_world();
    const auto f = clustered();
    const auto columns = f.tensor_split(world.size(), 1)[static_cast<std::size_t>(world.rank())];
    const auto squares = square_distances(f.matmul(f.t())), norms = f.square().sum(1);
    const auto whole = near_pairs(squares, norms, 0);
    ASSERT_EQ(whole.size(), 15);
    auto exact = squares.clone();
    set_pairs(exact, whole, (f.index_select(0, whole.u) - f.index_select(0, whole.v)).square().sum(1));
    const auto c = torch::rand({kImages, kImages}, torch::kFloat64);
    auto pulled = torch::ones_like(columns);
    add_differences(whole, at_pairs(c, whole), columns, pulled);

    const auto own = rows_of(world.rank(), world.size());
    for (const std::int64_t at_once : {1, 7, 1000}) {
        auto pairs = divided_near_pairs(world, near_pairs(own.of(squares), norms, own.first));
        pairs.at_once = at_once;
        auto found = own.of(squares).clone();
        const auto entries = set_exact_squares(world, pairs, own, columns, found);
        EXPECT_TRUE(torch::allclose(found, own.of(exact), 1e-12, 0)) << at_once;
        auto near = torch::zeros({own.count, kImages}, torch::kBool);
        near.index_put_({entries[0], entries[1]}, true);
        auto expected = torch::zeros({kImages, kImages}, torch::kBool);
        set_pairs(expected, whole, torch::tensor(true));
        EXPECT_TRUE(torch::equal(near, own.of(expected))) << at_once;

        auto sum = torch::ones_like(columns);
        add_divided_differences(world, pairs, at_pairs(c, pairs.own), columns, sum);
        EXPECT_TRUE(torch::allclose(sum, pulled, 1e-12, 1e-12)) << at_once;
    }
}

TEST(DividedNearPairs, none_send_nothing_but_their_count) {
    World& world = test_world();
    const auto none = torch::empty({0}, torch::kInt64);
    const auto before = world.traffic().total();
    const auto pairs = divided_near_pairs(world, {none, none});
    auto squares = torch::ones({0, kImages}, torch::kFloat64), sum = torch::ones({kImages, 2});
    const auto entries = set_exact_squares(world, pairs, {0, 0}, torch::ones({kImages, 2}), squares);
    add_divided_differences(world, pairs, torch::empty({0}, torch::kFloat64), torch::ones({kImages, 2}), sum);
    EXPECT_EQ(world.traffic().total().calls - before.calls, 1);
    EXPECT_EQ(entries.sizes(), (std::vector<std::int64_t>{2, 0}));
    EXPECT_TRUE(torch::equal(sum, torch::ones({kImages, 2})));
}

}  // namespace gren::divided_near_pairs_test
