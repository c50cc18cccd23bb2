#include "src/lung_augmentation.h"

#include <gtest/gtest.h>

#include "tests/support/ellipse_lungs.h"

namespace gren {
namespace {

LungPair ellipse_pair() {
    const EllipseLungs lungs = ellipse_lungs({96, 96}, 5);
    return {lungs.image, lungs.both()};
}

double share_of(const cv::Mat1b& mask) {
    return cv::countNonZero(mask) / static_cast<double>(mask.total());
}

TEST(LungAugmentationTest, moves_image_and_mask_together) {
    LungPair pair = ellipse_pair();
    pair.image.setTo(60, pair.mask);  // without noise, dark exactly where the mask is
    pair.image.setTo(200, pair.mask == 0);
    cv::RNG random(1);
    for (int trial = 0; trial < 50; ++trial) {
        const LungPair changed = augmented(pair, random);
        EXPECT_EQ(cv::countNonZero((changed.mask != 0) & (changed.mask != 255)), 0);
        EXPECT_GT(cv::mean(changed.image, changed.mask == 0)[0],
                  cv::mean(changed.image, changed.mask)[0] + 40);
        cv::Mat1b inside;
        cv::erode(changed.mask, inside, cv::Mat1b::ones(5, 5));
        double brightest = 0;
        cv::minMaxLoc(changed.image, nullptr, &brightest, nullptr, nullptr, inside);
        EXPECT_LT(brightest, cv::mean(changed.image, inside)[0] + 50);
    }
}

TEST(LungAugmentationTest, changes_every_pair_by_a_little) {
    const LungPair pair = ellipse_pair();
    cv::RNG random(1);
    for (int trial = 0; trial < 50; ++trial) {
        const LungPair changed = augmented(pair, random);
        EXPECT_GT(cv::countNonZero(changed.mask != pair.mask), 0);
        EXPECT_NEAR(share_of(changed.mask), share_of(pair.mask), 0.5 * share_of(pair.mask));
    }
}

TEST(LungAugmentationTest, mirrors_half_of_the_pairs) {
    LungPair pair = ellipse_pair();
    pair.mask.colRange(0, 48).setTo(0);
    cv::RNG random(1);
    int mirrored = 0;
    for (int trial = 0; trial < 100; ++trial) {
        const cv::Mat1b mask = augmented(pair, random).mask;
        mirrored += share_of(mask.colRange(0, 48)) > share_of(mask.colRange(48, 96)) ? 1 : 0;
    }
    EXPECT_NEAR(mirrored, 50, 20);
}

TEST(LungAugmentationTest, follows_the_seed) {
    const LungPair pair = ellipse_pair();
    cv::RNG one(1), again(1), two(2);
    const cv::Mat1b first = augmented(pair, one).image;
    EXPECT_EQ(cv::countNonZero(first != augmented(pair, again).image), 0);
    EXPECT_GT(cv::countNonZero(first != augmented(pair, two).image), 0);
}

}  // namespace
}  // namespace gren
