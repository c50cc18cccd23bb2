#include "src/segmenter/lung_warp.h"

#include <gtest/gtest.h>

#include "tests/support/ellipse_lungs.h"

namespace gren::lung_warp_test {
namespace {

LungPair ellipse_pair() {
    const EllipseLungs lungs = ellipse_lungs({96, 96}, 5);
    return {lungs.image, lungs.both()};
}

double share_of(const cv::Mat1b& mask) {
    return cv::countNonZero(mask) / static_cast<double>(mask.total());
}

TEST(LungWarp, moves_image_and_mask_together) {
    LungPair pair = ellipse_pair();
    pair.image.setTo(60, pair.mask);  // dark exactly where the mask is
    pair.image.setTo(200, pair.mask == 0);
    cv::RNG random(1);
    for (int trial = 0; trial < 50; ++trial) {
        const LungPair moved = warped(pair, random);
        EXPECT_EQ(cv::countNonZero((moved.mask != 0) & (moved.mask != 255)), 0);
        cv::Mat1b inside;
        cv::erode(moved.mask, inside, cv::Mat1b::ones(5, 5), {-1, -1}, 1, cv::BORDER_CONSTANT, 0);
        EXPECT_EQ(cv::countNonZero((moved.image != 60) & inside), 0);
    }
}

TEST(LungWarp, moves_every_pair_but_keeps_lungs_of_a_size) {
    const LungPair pair = ellipse_pair();
    cv::RNG random(1);
    for (int trial = 0; trial < 50; ++trial) {
        const LungPair moved = warped(pair, random);
        EXPECT_GT(cv::countNonZero(moved.mask != pair.mask), 0);
        EXPECT_GT(share_of(moved.mask), 0.3 * share_of(pair.mask));
        EXPECT_LT(share_of(moved.mask), 2.3 * share_of(pair.mask));
    }
}

TEST(LungWarp, mirrors_half_of_the_pairs) {
    LungPair pair = ellipse_pair();
    pair.mask.colRange(0, 48).setTo(0);
    cv::RNG random(1);
    int mirrored = 0;
    for (int trial = 0; trial < 100; ++trial) {
        const cv::Mat1b mask = warped(pair, random).mask;
        mirrored += share_of(mask.colRange(0, 48)) > share_of(mask.colRange(48, 96)) ? 1 : 0;
    }
    EXPECT_NEAR(mirrored, 50, 20);
}

}  // namespace
}  // namespace gren::lung_warp_test
