#include "src/training/loss_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace gren::loss_watch_test {
namespace {

// The steps at which there was a word.
std::vector<std::int64_t> words(const std::vector<double>& losses) {
    LossWatch watch;
    std::vector<std::int64_t> steps;
    for (std::size_t i = 0; i < losses.size(); ++i)
        if (watch.note(static_cast<std::int64_t>(i), losses[i]))
            steps.push_back(static_cast<std::int64_t>(i));
    return steps;
}

using testing::ElementsAre;
using testing::IsEmpty;

}  // namespace

TEST(LossWatch, says_a_tenfold_growth_once) {
    EXPECT_THAT(words({5, 2, 19, 20, 21, 25, 3, 22, 90}), ElementsAre(4));
}

TEST(LossWatch, says_the_next_tenfold_and_what_follows_a_new_best) {
    EXPECT_THAT(words({2, 30, 150, 250, 5000, 1, 9, 11}), ElementsAre(1, 3, 4, 7));
}

TEST(LossWatch, takes_the_size_of_a_negative_best) {
    EXPECT_THAT(words({-0.5, -0.2, 4.9, 5.1}), ElementsAre(3));
}

TEST(LossWatch, leaves_what_is_not_finite_to_others) {
    EXPECT_THAT(words({2, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}),
                IsEmpty());
}

TEST(LossWatch, says_growth_from_zero_once) {
    EXPECT_THAT(words({0, 5, 6}), ElementsAre(1));
}

TEST(LossWatch, names_both_losses_and_the_cure) {
    LossWatch watch;
    watch.note(7, 1.5);
    EXPECT_THAT(watch.note(12, 40).value_or(""),
                AllOf(testing::HasSubstr("step 12"), testing::HasSubstr("40"),
                      testing::HasSubstr("1.5 in step 7"), testing::HasSubstr("--clip-norm")));
}

}  // namespace gren::loss_watch_test
