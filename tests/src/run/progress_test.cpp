#include "src/run/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "src/run/duration.h"

namespace gren::progress_test {

TEST(Progress, away_from_a_terminal_it_prints_whole_lines_and_few) {
    testing::internal::CaptureStderr();
    Progress progress("train", 1000);
    for (int step = 1; step <= 1000; ++step) progress.update(step, "loss 1");
    progress.finish();
    const auto text = testing::internal::GetCapturedStderr();
    EXPECT_THAT(text, testing::HasSubstr("train 1000/1000 (100 %)"));
    EXPECT_THAT(text, Not(testing::HasSubstr("\r")));
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
}

TEST(Progress, all_ranks_but_one_are_silent) {
    testing::internal::CaptureStderr();
    Progress progress("train", 10, 0, /*speaks=*/false);
    progress.update(10);
    progress.finish();
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(Duration, reads_as_people_say_it) {
    EXPECT_EQ(duration_text(3.2), "3 s");
    EXPECT_EQ(duration_text(245), "4 min 05 s");
    EXPECT_EQ(duration_text(7620), "2 h 07 min");
}

}  // namespace gren::progress_test
