// Running medians, counted by hand.
#include "src/report/smoothing.h"

#include <gtest/gtest.h>

#include <cmath>

namespace gren::report::smoothing_test {
namespace {

TEST(ReportSmoothing, jumps_in_every_third_step_do_not_move_the_line) {
    std::vector<double> loss;
    for (int step = 0; step < 40; ++step) loss.push_back(step % 3 == 2 ? 551 : 6 + 0.01 * step);
    for (const auto& point : smoothed({loss}, 9, 40)) {
        EXPECT_GT(point.median, 5.9) << point.step;
        EXPECT_LT(point.median, 6.5) << point.step;
        EXPECT_LT(point.low, 6.5) << point.step;
        EXPECT_EQ(point.high, 551) << point.step;
    }
}

TEST(ReportSmoothing, a_point_is_made_of_the_steps_around_it_in_all_runs) {
    const auto curve = smoothed({{1, 2, 3, 4, 5, 6, 7}, {10, 20, 30}}, 3, 7);
    ASSERT_EQ(curve.size(), 7);
    // Of 1 2 3 10 20 30 twice, 2 3 4 10 20 30, 3 4 5 10 20 30, 4 5 6, 5 6 7 twice.
    const double medians[]{10, 10, 10, 10, 5, 6, 6}, lows[]{2, 2, 3, 4, 4, 5, 5},
        highs[]{30, 30, 30, 30, 6, 7, 7};
    for (std::size_t i = 0; i < curve.size(); ++i) {
        EXPECT_EQ(curve[i].step, i);
        EXPECT_EQ(curve[i].median, medians[i]) << i;
        EXPECT_EQ(curve[i].low, lows[i]) << i;
        EXPECT_EQ(curve[i].high, highs[i]) << i;
    }
}

TEST(ReportSmoothing, a_point_has_the_middle_value_and_the_second_from_either_end_of_nine) {
    const auto curve = smoothed({{8, 3, 5, 0, 7, 1, 6, 2, 4}}, 9, 1);
    ASSERT_EQ(curve.size(), 1);
    EXPECT_EQ(curve[0].median, 4);
    EXPECT_EQ(curve[0].low, 1);
    EXPECT_EQ(curve[0].high, 7);
}

TEST(ReportSmoothing, what_is_not_finite_takes_no_part) {
    const auto curve = smoothed({{1, NAN, INFINITY, 4, NAN, NAN, NAN}}, 3, 7);
    ASSERT_EQ(curve.size(), 5);  // of steps 0 to 4; around 5 and 6 is none
    EXPECT_EQ(curve[0].median, 1);
    EXPECT_EQ(curve[2].median, 4);
    EXPECT_EQ(curve[4].step, 4);
    EXPECT_TRUE(smoothed({{NAN}}, 3, 7).empty());
    EXPECT_TRUE(smoothed({{}}, 3, 7).empty());
}

TEST(ReportSmoothing, few_points_go_from_the_first_step_to_the_last) {
    std::vector<double> line(1001);
    for (std::size_t i = 0; i < line.size(); ++i) line[i] = static_cast<double>(i);
    const auto curve = smoothed({line}, 1, 5);
    ASSERT_EQ(curve.size(), 5);
    for (std::size_t i = 0; i < curve.size(); ++i) EXPECT_EQ(curve[i].median, 250 * static_cast<double>(i));
}

TEST(ReportSmoothing, a_window_is_a_twentieth_of_a_run_odd_and_no_less_than_15_where_a_run_has_four_of_them) {
    EXPECT_EQ(window_of(3), 1);
    EXPECT_EQ(window_of(40), 11);
    EXPECT_EQ(window_of(300), 15);
    EXPECT_EQ(window_of(1000), 51);
}

}  // namespace
}  // namespace gren::report::smoothing_test
