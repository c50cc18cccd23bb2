// A validation takes no more memory than the step that it stands beside.
#include "src/memory/validation_batch.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "src/memory/memory_model.h"

namespace gren::validation_batch_test {
namespace {

MemorySettings settings(std::int64_t batch_per_rank) {
    MemorySettings settings;
    settings.network.classes.assign(14, "");
    settings.batch_per_rank = batch_per_rank;
    return settings;
}

constexpr std::int64_t kParameters = 100 << 20, kGrid = 128;

}  // namespace

TEST(ValidationBatch, holds_no_more_than_a_steps_activations) {
    for (const bool on_gpu : {false, true})
        for (const std::int64_t per_image : {0, 1, 4})
            for (const std::int64_t batch_per_rank : {1, 4, 16}) {
                const auto from = settings(batch_per_rank);
                const auto batch = validation_batch({8, 16}, from, {kParameters, kGrid, per_image, on_gpu});
                const auto at_work = on_gpu ? 1 : batch.threads;
                EXPECT_GE(batch.images_at_once, 1);
                EXPECT_LE(batch.images_at_once, 8);
                if (at_work * batch.images_at_once > 1) {
                    EXPECT_LE(at_work * batch.images_at_once * std::max<std::int64_t>(1, per_image) *
                                  inference_bytes(from.network, kGrid),
                              batch_per_rank * activation_bytes(from.network, false, false) - kParameters);
                }
            }
}

TEST(ValidationBatch, threads_become_fewer_before_images_do) {
    const auto large = validation_batch({8, 4}, settings(64), {kParameters, kGrid, 0, false});
    EXPECT_EQ(large.threads, 4);
    EXPECT_EQ(large.images_at_once, 8);
    const auto small = validation_batch({8, 4}, settings(4), {kParameters, kGrid, 0, false});
    EXPECT_LT(small.threads, 4);
    EXPECT_EQ(small.images_at_once, 8);
    EXPECT_EQ(validation_batch({8, 4}, settings(1), {kParameters, kGrid, 0, false}).threads, 1);
    EXPECT_EQ(validation_batch({8, 4}, settings(4), {kParameters, kGrid, 0, true}).threads,
              4);  // they take turns
}

// The step of a small network is less than any process takes: batches stay those of gren evaluate.
TEST(ValidationBatch, of_a_small_network_is_evaluations_own) {
    auto small = settings(1);
    small.network.depth = 18;
    small.network.width = 8;
    small.network.head_width = 16;
    small.network.image_size = 64;
    const auto batch = validation_batch({8, 2}, small, {1 << 20, kGrid, 0, false});
    EXPECT_EQ(batch.threads, 2);
    EXPECT_EQ(batch.images_at_once, 8);
}

}  // namespace gren::validation_batch_test
