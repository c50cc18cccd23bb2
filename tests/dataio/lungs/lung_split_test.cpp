#include <gtest/gtest.h>

#include <fstream>
#include <opencv2/imgproc.hpp>

#include "dataio/lungs/lung_source.h"
#include "dataio/sample.h"

namespace gren::lung_split_test {
namespace {

const cv::Scalar kJoint(255);

cv::Mat1b empty() {
    return cv::Mat1b(100, 120, std::uint8_t{0});
}

cv::Mat1b with(cv::Mat1b mask, const cv::Rect& box, const cv::Scalar& value) {
    mask(box).setTo(value);
    return mask;
}

bool equal(const cv::Mat1b& a, const cv::Mat1b& b) {
    return cv::norm(a, b, cv::NORM_INF) == 0;
}

const cv::Rect kViewersLeft(20, 20, 30, 50), kViewersRight(70, 25, 32, 50);
const cv::Mat1b kPair = with(with(empty(), kViewersLeft, kRightLung), kViewersRight, kLeftLung);

TEST(LungSplit, patients_right_lung_is_at_the_viewers_left) {
    EXPECT_TRUE(
        equal(split_left_right(with(with(empty(), kViewersLeft, kJoint), kViewersRight, kJoint)), kPair));
    // Sides go by position, not by area or by which comes first from the top.
    const cv::Rect larger_left(10, 30, 40, 50);
    EXPECT_TRUE(equal(split_left_right(with(with(empty(), larger_left, kJoint), kViewersRight, kJoint)),
                      with(with(empty(), larger_left, kRightLung), kViewersRight, kLeftLung)));
}

TEST(LungSplit, any_non_zero_value_is_lung) {
    EXPECT_TRUE(equal(split_left_right(with(with(empty(), kViewersLeft, 1), kViewersRight, 77)), kPair));
}

TEST(LungSplit, specks_are_dropped) {
    const cv::Rect speck(2, 2, 3, 3);
    EXPECT_TRUE(equal(split_left_right(with(with(with(empty(), speck, kJoint), kViewersLeft, kJoint),
                                            kViewersRight, kJoint)),
                      kPair));
}

TEST(LungSplit, lungs_on_one_side_of_the_middle_are_still_two) {
    const cv::Rect left(10, 10, 20, 50), right(35, 10, 20, 50);
    EXPECT_TRUE(equal(split_left_right(with(with(empty(), left, kJoint), right, kJoint)),
                      with(with(empty(), left, kRightLung), right, kLeftLung)));
}

TEST(LungSplit, fused_lungs_are_cut_in_the_middle) {
    const cv::Rect fused(20, 20, 80, 50), speck(2, 2, 3, 3);
    const cv::Mat1b expected = with(with(empty(), {20, 20, 40, 50}, kRightLung), {60, 20, 40, 50}, kLeftLung);
    EXPECT_TRUE(equal(split_left_right(with(empty(), fused, kJoint)), expected));
    EXPECT_TRUE(equal(split_left_right(with(with(empty(), fused, kJoint), speck, kJoint)),
                      with(expected, speck, kRightLung)));
}

TEST(LungSplit, one_lung_leaves_the_other_missing) {
    EXPECT_TRUE(equal(split_left_right(with(empty(), kViewersRight, kJoint)),
                      with(empty(), kViewersRight, kLeftLung)));
    EXPECT_TRUE(equal(split_left_right(empty()), empty()));
}

struct Case {
    std::string name;
    cv::Rect left, right;  // of 100×120 pixels; empty: absent
    std::string reason;    // empty: plausible
};
void PrintTo(const Case& c, std::ostream* out) {
    *out << c.name;
}

class Plausibility : public ::testing::TestWithParam<Case> {};

TEST_P(Plausibility, reason) {
    cv::Mat1b lungs = empty();
    if (!GetParam().left.empty()) lungs(GetParam().left) |= kLeftLung;
    if (!GetParam().right.empty()) lungs(GetParam().right) |= kRightLung;
    EXPECT_EQ(implausible_lungs(lungs).value_or(""), GetParam().reason);
}

// 12000 pixels: the limits are 180 and 4200.
INSTANTIATE_TEST_SUITE_P(
    Lungs, Plausibility,
    ::testing::Values(
        Case{"pair", kViewersRight, kViewersLeft, ""}, Case{"none", {}, {}, "no lungs"},
        Case{"no_left", {}, kViewersLeft, "left lung missing"},
        Case{"no_right", kViewersRight, {}, "right lung missing"},
        Case{"smallest", {70, 20, 12, 15}, {20, 20, 20, 30}, ""},
        Case{"too_small", {70, 20, 12, 14}, {20, 20, 20, 30}, "a lung too small"},
        Case{"largest", {60, 10, 60, 70}, {10, 10, 40, 70}, ""},
        Case{"too_large", {60, 10, 60, 71}, {10, 10, 40, 70}, "a lung too large"},
        Case{"four_times", {70, 20, 20, 20}, {20, 20, 40, 40}, ""},
        Case{"over_four_times", {70, 20, 20, 20}, {20, 20, 40, 41}, "lungs of unlike areas"},
        Case{"swapped", kViewersLeft, kViewersRight, "lungs on the wrong sides"},
        Case{"one_above_the_other", {60, 10, 30, 40}, {50, 50, 30, 40}, "lungs not side by side"},
        Case{"touching", {60, 58, 40, 40}, {20, 20, 40, 50}, ""},  // 12 of 50 rows
        Case{"fused", {60, 57, 40, 40}, {20, 20, 40, 50}, "lungs fused"},
        Case{"on_its_side", {30, 10, 60, 30}, {35, 50, 55, 30}, ""},
        Case{"on_its_other_side", {35, 50, 55, 30}, {30, 10, 60, 30}, ""},
        Case{"on_its_side_but_shifted", {60, 10, 55, 30}, {10, 50, 55, 30}, "lungs not side by side"},
        Case{"rows_shared", {60, 10, 30, 41}, {50, 50, 30, 40}, ""}),
    [](const auto& test) { return test.param.name; });

TEST(LungPlausibility, a_lung_far_smaller_than_its_hull_is_ragged) {
    const auto with_foot = [](int height) {
        cv::Mat1b lungs = empty();
        lungs(kViewersLeft) |= kRightLung;
        lungs(cv::Rect(70, 20, 20, 60)) |= kLeftLung;
        lungs(cv::Rect(90, 80 - height, 20, height)) |= kLeftLung;
        return is_ragged(lungs);
    };
    // The hull is 40 · 60 less a triangle of 20 · (60 - h) / 2: the lung is 0.74 of it at h = 10, 0.8 at
    // h = 20.
    EXPECT_TRUE(with_foot(10));
    EXPECT_FALSE(with_foot(20));
    EXPECT_FALSE(is_ragged(empty()));
}

TEST(LungPlausibility, shared_pixels_count_for_both) {
    cv::Mat1b lungs = empty();
    lungs(cv::Rect(20, 20, 50, 60)) |= kRightLung;
    lungs(cv::Rect(60, 20, 50, 60)) |= kLeftLung;
    EXPECT_EQ(implausible_lungs(lungs), std::nullopt);
}

}  // namespace
}  // namespace gren::lung_split_test
