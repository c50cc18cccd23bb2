#include "src/segmenter/lung_augmentation.h"

#include <gtest/gtest.h>

#include "tests/support/ellipse_lungs.h"

namespace gren::lung_augmentation_test {
namespace {

TEST(LungAugmentation, moves_the_lungs_and_changes_the_film) {
    const EllipseLungs lungs = ellipse_lungs({96, 96}, 5);
    const LungPair pair{lungs.image, lungs.both()};
    cv::RNG random(1);
    const LungPair changed = augmented(pair, random);
    EXPECT_GT(cv::countNonZero(changed.mask != pair.mask), 0);
    EXPECT_GT(cv::countNonZero(changed.image != pair.image), 5000);  // of 9216: noise alone moves most
}

TEST(LungAugmentation, follows_the_seed) {
    const EllipseLungs lungs = ellipse_lungs({96, 96}, 5);
    const LungPair pair{lungs.image, lungs.both()};
    cv::RNG one(1), again(1), two(2);
    const cv::Mat1b first = augmented(pair, one).image;
    EXPECT_EQ(cv::countNonZero(first != augmented(pair, again).image), 0);
    EXPECT_GT(cv::countNonZero(first != augmented(pair, two).image), 0);
}

}  // namespace
}  // namespace gren::lung_augmentation_test
