#include "src/training/batch_source.h"

#include <gmock/gmock.h>

#include "dataio/shards/sampler.h"
#include "src/run/usage_error.h"
#include "tests/dataio/small_dataset.h"

namespace gren::batch_source_test {
namespace {

class BatchSource : public testing::Test {
  protected:
    BatchSource() { write_small_dataset(folder_.path(), 20, 6); }
    ScratchFolder folder_;
};

// Both readings of the same plan, over the border of an epoch, its smaller last batch included.
TEST_F(BatchSource, ResidentBatchesAreTheLoaders) {
    const Dataset data(folder_.path());
    const BatchMaker make_batch{data, std::vector<bool>(20, true), 4, torch::kCPU};
    const std::vector<std::int64_t> pool = {19, 3, 4, 7, 8, 11, 0, 12, 15};
    const Sampler sampler(pool, 4, 5);
    const auto plan = [&](std::int64_t step) { return sampler.batch(step); };
    const auto reading = reading_batches(data, make_batch, plan, 1, 7, 2);
    const auto resident = resident_batches(data, make_batch, plan, pool, 1);
    for (std::int64_t step = 1; step < 7; ++step) {
        const std::vector<std::int64_t> rows = {sampler.batch_size(step)};
        const auto expected = reading(step, rows).batch, found = resident(step, rows).batch;
        EXPECT_EQ(found.index, sampler.batch(step));
        EXPECT_EQ(found.index, expected.index);
        EXPECT_EQ(found.rows, expected.rows);
        EXPECT_TRUE(found.image.equal(expected.image));
        EXPECT_TRUE(found.regions.equal(expected.regions));
        EXPECT_TRUE(found.hash.equal(expected.hash));
        EXPECT_TRUE(found.lungs_valid.equal(expected.lungs_valid));
        EXPECT_TRUE(found.targets.label.equal(expected.targets.label));
        EXPECT_TRUE(found.targets.boxed.equal(expected.targets.boxed));
        EXPECT_TRUE(found.targets.cells.equal(expected.targets.cells));
    }
}

TEST_F(BatchSource, ARankWithoutRowsGetsAnEmptyBatch) {
    const Dataset data(folder_.path());
    const BatchMaker make_batch{data, std::vector<bool>(20, true), 4, torch::kCPU};
    const auto none = [](std::int64_t) { return std::vector<std::int64_t>{}; };
    const auto found = resident_batches(data, make_batch, none, {1, 2}, 1)(0, {1, 0});
    EXPECT_EQ(found.batch.image.sizes(), (std::vector<std::int64_t>{0, 3, 3, 3}));
}

TEST(RequireRoom, RefusesCopiesThatDoNotFitInOneSentence) {
    EXPECT_NO_THROW(require_room(1 << 20, 4, 4 << 20));
    try {
        require_room(std::int64_t{3} << 30, 4, std::int64_t{8} << 30);
        FAIL();
    } catch (const UsageError& error) {
        EXPECT_STREQ(
            error.what(),
            "gren train: --resident: the training images need 3.00 GiB for each of 4 ranks of this host, "
            "found 8.00 GiB free; leave --resident out");
    }
}

}  // namespace
}  // namespace gren::batch_source_test
