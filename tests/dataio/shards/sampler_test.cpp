#include "dataio/shards/sampler.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "tests/dataio/small_dataset.h"

namespace gren::sampler_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Indices = std::vector<std::int64_t>;

Indices iota(std::int64_t n) {
    Indices values(static_cast<std::size_t>(n));
    std::iota(values.begin(), values.end(), 0);
    return values;
}

Indices epoch_of(const Sampler& sampler, std::int64_t epoch) {
    Indices seen;
    for (std::int64_t i = 0; i < sampler.steps_per_epoch(); ++i) {
        const Indices batch = sampler.batch(epoch * sampler.steps_per_epoch() + i);
        seen.insert(seen.end(), batch.begin(), batch.end());
    }
    return seen;
}

TEST(Sampler, ShowsEveryImageOnceAnEpochWhateverTheBatch) {
    const Indices pool = {5, 3, 8, 100, 7, 42, 6};
    for (std::int64_t batch = 1; batch <= 7; ++batch) {
        const Sampler sampler(pool, batch, 9);
        for (std::int64_t epoch = 0; epoch < 3; ++epoch)
            EXPECT_THAT(epoch_of(sampler, epoch), testing::UnorderedElementsAreArray(pool)) << batch;
    }
}

TEST(Sampler, OnlyTheLastBatchIsSmaller) {
    const Sampler sampler(iota(10), 4, 1);
    EXPECT_EQ(sampler.steps_per_epoch(), 3);
    EXPECT_EQ(sampler.batch(0).size(), 4U);
    EXPECT_EQ(sampler.batch(1).size(), 4U);
    EXPECT_EQ(sampler.batch(2).size(), 2U);
    EXPECT_EQ(sampler.batch(3).size(), 4U);
    EXPECT_EQ(Sampler(iota(8), 4, 1).steps_per_epoch(), 2);
}

// From tests/golden/make_order.py.
TEST(Sampler, OrderIsThePeersOnEveryPlatform) {
    const Sampler sampler(iota(10), 10, 7);
    EXPECT_THAT(sampler.batch(0), ElementsAre(6, 1, 8, 3, 0, 2, 9, 4, 5, 7));
    EXPECT_THAT(sampler.batch(5), ElementsAre(9, 5, 6, 7, 2, 3, 0, 4, 1, 8));
}

TEST(Sampler, OrderDependsOnSeedAndEpoch) {
    std::set<Indices> orders;
    for (std::uint64_t seed = 0; seed < 4; ++seed)
        for (std::int64_t epoch = 0; epoch < 4; ++epoch)
            orders.insert(Sampler(iota(20), 20, seed).batch(epoch));
    EXPECT_EQ(orders.size(), 16U);
}

TEST(Sampler, RefusesABatchThatCannotBeFilled) {
    EXPECT_THAT(refusal([] { Sampler(iota(3), 4, 1); }),
                HasSubstr("a global batch of 4 images is larger than the 3 training images"));
    EXPECT_THAT(refusal([] { Sampler(iota(3), 0, 1); }), HasSubstr("found a global batch of 0 images"));
}

TEST(RowsPerRank, AreEvenAndLowerRanksComeFirst) {
    EXPECT_THAT(rows_per_rank(10, 4), ElementsAre(3, 3, 2, 2));
    EXPECT_THAT(rows_per_rank(2, 3), ElementsAre(1, 1, 0));
    EXPECT_THAT(rows_per_rank(0, 2), ElementsAre(0, 0));
}

TEST(ShareOf, SharesJoinToTheBatch) {
    const Indices batch = {9, 8, 7, 6, 5};
    EXPECT_THAT(share_of(batch, 0, 3), ElementsAre(9, 8));
    EXPECT_THAT(share_of(batch, 1, 3), ElementsAre(7, 6));
    EXPECT_THAT(share_of(batch, 2, 3), ElementsAre(5));
    EXPECT_THAT(share_of(batch, 6, 7), ElementsAre());
}

TEST(Sampler, SaysHowManyABatchHoldsWithoutDrawingIt) {
    const Sampler sampler({0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 4, 1);
    const std::vector<std::int64_t> expected{4, 4, 2, 4, 4, 2};
    for (std::size_t step = 0; step < expected.size(); ++step) {
        EXPECT_EQ(sampler.batch_size(static_cast<std::int64_t>(step)), expected[step]);
        EXPECT_EQ(sampler.batch(static_cast<std::int64_t>(step)).size(),
                  static_cast<std::size_t>(expected[step]));
    }
}

// Ten images in fours: two steps an epoch, the same batches as with the short one, others left out each time.
TEST(Sampler, LeavesTheShortLastBatchOut) {
    const Sampler all(iota(10), 4, 1), whole(iota(10), 4, 1, /*drop_last=*/true);
    EXPECT_EQ(all.left_out_of_epoch(), 0);
    EXPECT_EQ(whole.left_out_of_epoch(), 2);
    EXPECT_EQ(whole.steps_per_epoch(), 2);
    std::set<Indices> left_out;
    for (std::int64_t epoch = 0; epoch < 20; ++epoch) {
        for (std::int64_t i = 0; i < 2; ++i) {
            EXPECT_EQ(whole.batch_size(2 * epoch + i), 4);
            EXPECT_EQ(whole.batch(2 * epoch + i), all.batch(3 * epoch + i));
        }
        left_out.insert(all.batch(3 * epoch + 2));
    }
    EXPECT_GT(left_out.size(), 10U);
    EXPECT_EQ(Sampler(iota(8), 4, 1, true).steps_per_epoch(), 2);
    EXPECT_EQ(Sampler(iota(8), 4, 1, true).left_out_of_epoch(), 0);
}

// A run that resumes at any step, on another number of ranks, goes on with the very same images.
TEST(Sampler, AStepsBatchDependsNeitherOnEarlierStepsNorOnRanks) {
    const Sampler from_start(iota(23), 6, 3);
    std::vector<Indices> batches;
    for (std::int64_t step = 0; step < 12; ++step) batches.push_back(from_start.batch(step));
    for (std::int64_t step = 11; step >= 0; --step) {
        const Indices& expected = batches[static_cast<std::size_t>(step)];
        EXPECT_EQ(Sampler(iota(23), 6, 3).batch(step), expected);
        for (int world = 1; world <= 7; ++world) {
            Indices joined;
            for (int rank = 0; rank < world; ++rank)
                for (const auto index : share_of(from_start.batch(step), rank, world))
                    joined.push_back(index);
            EXPECT_EQ(joined, expected) << world;
        }
    }
}

}  // namespace
}  // namespace gren::sampler_test
