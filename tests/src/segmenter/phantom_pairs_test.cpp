#include "src/segmenter/phantom_pairs.h"

#include <gtest/gtest.h>

#include "dataio/lungs/lung_source.h"

namespace gren::phantom_pairs_test {
namespace {

TEST(PhantomPairs, hold_plausible_lungs_darker_than_the_rest) {
    const auto pairs = phantom_lung_pairs(4, 96, 7);
    ASSERT_EQ(pairs.size(), 4U);
    for (const LungPair& pair : pairs) {
        EXPECT_EQ(pair.image.size(), cv::Size(96, 96));
        EXPECT_EQ(cv::countNonZero((pair.mask != 0) & (pair.mask != 255)), 0);
        EXPECT_EQ(implausible_lungs(split_left_right(pair.mask)), std::nullopt);
        EXPECT_LT(cv::mean(pair.image, pair.mask)[0], cv::mean(pair.image, pair.mask == 0)[0]);
    }
    EXPECT_GT(cv::countNonZero(pairs[0].image != pairs[1].image), 0);
}

TEST(PhantomPairs, may_be_none) {
    EXPECT_TRUE(phantom_lung_pairs(0, 96, 7).empty());
}

}  // namespace
}  // namespace gren::phantom_pairs_test
