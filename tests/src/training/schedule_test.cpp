#include "src/training/schedule.h"

#include <gtest/gtest.h>

namespace gren::schedule_test {

// torch.optim.lr_scheduler.LinearLR(start_factor=1/4, total_iters=3) over a rate of 0.02: its
// first five rates.
TEST(Schedule, rises_as_torchs_linear_rate) {
    const Schedule schedule{.initial = 0.02, .warm_up_steps = 4};
    const double rates[] = {0.005, 0.01, 0.015, 0.02, 0.02};
    for (std::int64_t step = 0; step < 5; ++step)
        EXPECT_DOUBLE_EQ(schedule.learning_rate(step, 0), rates[step]) << step;
}

TEST(Schedule, without_warm_up_is_the_papers) {
    const Schedule schedule;
    EXPECT_EQ(schedule.learning_rate(0, 0), 0.001);
    EXPECT_EQ(schedule.learning_rate(99, 3), 0.001);
    EXPECT_DOUBLE_EQ(schedule.learning_rate(100, 4), 0.0001);
    EXPECT_DOUBLE_EQ(schedule.learning_rate(200, 8), 0.00001);
}

TEST(Schedule, may_still_rise_when_the_rate_drops) {
    const Schedule schedule{.initial = 1, .epochs_per_drop = 1, .warm_up_steps = 10};
    EXPECT_DOUBLE_EQ(schedule.learning_rate(4, 1), 0.05);
}

}  // namespace gren::schedule_test
