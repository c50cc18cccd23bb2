// Splitting and plausibility on real joint masks; registered where they are.
#include <gtest/gtest.h>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "dataio/lungs/lung_source.h"
#include "dataio/sample.h"

namespace gren::real_lungs_test {
namespace {

TEST(RealLungs, none_is_implausible_and_sides_are_right) {
    const auto source = make_png_lungs(GREN_LUNGS_DIR "/masks");
    int masks = 0;
    for (const auto& entry : std::filesystem::directory_iterator(GREN_LUNGS_DIR "/masks")) {
        const cv::Mat1b joint = cv::imread(entry.path(), cv::IMREAD_GRAYSCALE);
        const cv::Mat1b lungs = source->lungs(entry.path().filename(), joint);
        SCOPED_TRACE(entry.path());
        EXPECT_EQ(implausible_lungs(lungs), std::nullopt);
        EXPECT_GE(cv::countNonZero(lungs), 0.8 * cv::countNonZero(joint));
        const cv::Moments left = cv::moments(lungs == kLeftLung, true),
                          right = cv::moments(lungs == kRightLung, true);
        EXPECT_GT(left.m10 / left.m00, right.m10 / right.m00);
        ++masks;
    }
    EXPECT_GT(masks, 0);
}

}  // namespace
}  // namespace gren::real_lungs_test
