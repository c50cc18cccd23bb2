#include "src/training/plan_line.h"

#include <gtest/gtest.h>

namespace gren::plan_line_test {

TEST(PlanLine, says_the_epochs_that_will_run) {
    EXPECT_EQ(plan_line(9, 18, 0), "train: 18 steps in 2 epochs of 9; the first step takes longer");
    EXPECT_EQ(plan_line(9, 5, 0),
              "train: 5 steps in 1 epoch of 9, ending within it by --max-steps; the first step takes longer");
    EXPECT_EQ(plan_line(9, 20, 0),
              "train: 20 steps in 3 epochs of 9, ending within the last by --max-steps; the first step takes "
              "longer");
    EXPECT_EQ(plan_line(1, 1, 0), "train: 1 step in 1 epoch of 1; the first step takes longer");
}

TEST(PlanLine, says_what_an_earlier_start_left) {
    EXPECT_EQ(plan_line(9, 18, 4), "train: 18 steps in 2 epochs of 9; 4 done, 14 to go");
    EXPECT_EQ(plan_line(9, 18, 18),
              "train: 18 steps in 2 epochs of 9; all are done by an earlier start, more --epochs go on");
    EXPECT_EQ(plan_line(9, 0, 0), "train: no step, by --max-steps 0: the weights are written as they are");
}

}  // namespace gren::plan_line_test
