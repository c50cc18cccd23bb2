#include "dataio/shards/loader.h"

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "tests/dataio/small_dataset.h"

namespace gren::loader_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::chrono_literals;

class Loaders : public testing::Test {
  protected:
    Loaders() { write_small_dataset(folder_.path(), 20, 6); }
    static std::vector<std::int64_t> two(std::int64_t step) { return {step % 20, (7 * step + 3) % 20}; }

    ScratchFolder folder_;
};

TEST_F(Loaders, HandsOutTheStepsInOrderWithTheirPixels) {
    const Dataset data(folder_.path());
    Loader loader(data, two, 5, 105, 4, 3);
    for (std::int64_t step = 5; step < 105; ++step) {
        const PixelBatch batch = loader.next();
        EXPECT_EQ(batch.step, step);
        EXPECT_EQ(batch.index, two(step));
        std::vector<std::uint8_t> image, lungs;
        for (const std::int64_t index : two(step)) {
            const Sample sample = small_sample(static_cast<int>(index));
            image.insert(image.end(), sample.image.begin(), sample.image.end());
            lungs.insert(lungs.end(), sample.lungs.begin(), sample.lungs.end());
        }
        EXPECT_THAT(batch.image.all(), testing::ElementsAreArray(image));
        EXPECT_THAT(batch.lungs.all(), testing::ElementsAreArray(lungs));
    }
    EXPECT_THROW(loader.next(), std::out_of_range);
}

TEST_F(Loaders, ARankWithoutRowsGetsEmptyBatches) {
    const Dataset data(folder_.path());
    Loader loader(
        data, [](std::int64_t) { return std::vector<std::int64_t>{}; }, 0, 1, 1, 1);
    const PixelBatch batch = loader.next();
    EXPECT_TRUE(batch.index.empty());
    EXPECT_TRUE(batch.image.all().empty());
}

TEST_F(Loaders, NoStepsNoBatches) {
    const Dataset data(folder_.path());
    EXPECT_THROW(Loader(data, two, 3, 3, 2, 2).next(), std::out_of_range);
}

TEST_F(Loaders, WhatAReaderThrowsSurfacesAtItsStep) {
    const Dataset data(folder_.path());
    std::filesystem::resize_file(folder_.path() / "shard-3.h5", 10);  // samples 18 and 19
    Loader loader(
        data, [](std::int64_t step) { return std::vector<std::int64_t>{step == 3 ? 18 : step}; }, 0, 10, 3,
        4);
    for (std::int64_t step = 0; step < 3; ++step) EXPECT_EQ(loader.next().step, step);
    EXPECT_THAT(refusal([&] { loader.next(); }), HasSubstr("shard-3.h5: truncated"));
    EXPECT_THAT(refusal([&] { loader.next(); }), HasSubstr("shard-3.h5: truncated"));
}

TEST_F(Loaders, ReadsNoFurtherAheadThanItsDepth) {
    const Dataset data(folder_.path());
    std::atomic<int> planned = 0;
    const auto counted = [&](std::int64_t step) {
        ++planned;
        return two(step);
    };
    Loader loader(data, counted, 0, 100, 4, 3);
    while (planned < 3) std::this_thread::yield();
    std::this_thread::sleep_for(20ms);
    EXPECT_EQ(planned, 3);
    loader.next();
    while (planned < 4) std::this_thread::yield();
    std::this_thread::sleep_for(20ms);
    EXPECT_EQ(planned, 4);
}

TEST_F(Loaders, MeasuresHowLongTheStepWaited) {
    const Dataset data(folder_.path());
    const auto slow_first = [](std::int64_t step) {
        if (step == 0) std::this_thread::sleep_for(100ms);
        return two(step);
    };
    Loader loader(data, slow_first, 0, 2, 1, 2);
    EXPECT_GE(loader.next().stall_seconds, 0.05);
    std::this_thread::sleep_for(100ms);
    EXPECT_LT(loader.next().stall_seconds, 0.05);
}

TEST_F(Loaders, StopsAtAnyTime) {
    const Dataset data(folder_.path());
    for (int round = 0; round < 300; ++round) {
        Loader loader(data, two, 0, 1'000'000, 1 + round % 5, 1 + round % 7);
        for (int i = 0; i < round % 11; ++i) EXPECT_EQ(loader.next().step, i);
    }
}

TEST_F(Loaders, TakesItsMemoryFromTheCaller) {
    const Dataset data(folder_.path());
    std::atomic<std::size_t> taken = 0;
    const auto counted = [&](std::size_t count) {
        taken += count;
        return ordinary_bytes(count);
    };
    Loader loader(data, two, 0, 1, 1, 1, counted);
    const auto batch = loader.next();
    EXPECT_EQ(taken, batch.image.count + batch.lungs.count);
    EXPECT_EQ(batch.image.count, 2 * small_sample(0).image.size());
}

TEST_F(Loaders, RefusesNoThreadsAndNoDepth) {
    const Dataset data(folder_.path());
    EXPECT_THROW(Loader(data, two, 0, 1, 0, 1), std::invalid_argument);
    EXPECT_THROW(Loader(data, two, 0, 1, 1, 0), std::invalid_argument);
}

}  // namespace
}  // namespace gren::loader_test
