#include "src/segmenter/lung_scores.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>

namespace gren::lung_scores_test {
namespace {

// 6 and 4 pixels share 2: 2·2/10.
TEST(MaskDice, is_twice_the_overlap_over_the_areas) {
    cv::Mat1b a(2, 6, std::uint8_t{0}), b = a.clone();
    a(cv::Rect(0, 0, 3, 2)).setTo(1);
    b(cv::Rect(2, 0, 2, 2)).setTo(255);
    EXPECT_DOUBLE_EQ(mask_dice(a, b), 0.4);
    EXPECT_DOUBLE_EQ(mask_dice(a, a), 1);
    const cv::Mat1b nothing(2, 6, std::uint8_t{0});
    EXPECT_EQ(mask_dice(nothing, nothing), 0);
}

TEST(LungScoreTable, has_a_row_a_group_and_one_for_all) {
    const std::string table =
        lung_score_table({{"PA", 0.9, {}}, {"AP", 0.7, {}}, {"PA", 0.8, {}}, {"PA", 0.4, "no lungs"}});
    EXPECT_THAT(table,
                testing::ContainsRegex("AP +1 +0.7000 +0.7000 +0.7000 +0\nPA +3 +0.7000 +0.8500 +0.8000 +1\n"
                                       "all +4 +0.7000 +0.8000 +0.7000 +1\n$"));
}

}  // namespace
}  // namespace gren::lung_scores_test
