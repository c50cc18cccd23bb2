#include "src/run/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <thread>

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

TEST(Progress, away_from_a_terminal_the_first_line_comes_after_two_seconds) {
    testing::internal::CaptureStderr();
    Progress progress("train", 1000);
    progress.update(1);
    std::this_thread::sleep_for(std::chrono::milliseconds(2050));
    progress.update(2);
    progress.update(3);
    EXPECT_THAT(testing::internal::GetCapturedStderr(), testing::StartsWith("train 2/1000 (0 %) "));
}

TEST(Progress, with_nothing_left_it_says_that_all_is_done) {
    testing::internal::CaptureStderr();
    Progress progress("prepare", 48, 48);
    progress.finish();
    EXPECT_THAT(testing::internal::GetCapturedStderr(), testing::StartsWith("prepare 48/48 (100 %) 0.0/s "));
}

TEST(SayBegun, the_first_rank_says_it_alone) {
    const auto said_by = [](const char* rank) {
        setenv("OMPI_COMM_WORLD_RANK", rank, 1);
        testing::internal::CaptureStderr();
        say_begun("train: opening shards");
        unsetenv("OMPI_COMM_WORLD_RANK");
        return testing::internal::GetCapturedStderr();
    };
    EXPECT_EQ(said_by("0"), "train: opening shards\n");
    EXPECT_EQ(said_by("3"), "");
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
