#include "dataio/lung_segmenter.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "dataio/data_error.h"
#include "dataio/lung_unet.h"

namespace gren {
namespace {

TEST(TwoSolidComponentsTest, fills_holes_and_drops_the_third) {
    cv::Mat1b mask(40, 60, std::uint8_t{0}), expected = mask.clone();
    const cv::Rect ring(3, 5, 20, 30), block(35, 4, 16, 25), speck(55, 35, 2, 2);
    for (const cv::Rect& lung : {ring, block}) expected(lung).setTo(255);
    for (const cv::Rect& part : {ring, block, speck}) mask(part).setTo(1);
    mask(cv::Rect(8, 10, 6, 7)).setTo(0);
    EXPECT_EQ(cv::countNonZero(two_solid_components(mask) != expected), 0);
}

TEST(TwoSolidComponentsTest, leaves_nothing_where_nothing_is) {
    EXPECT_EQ(cv::countNonZero(two_solid_components(cv::Mat1b(9, 7, std::uint8_t{0}))), 0);
}

TEST(SegmentedLungsTest, masks_have_the_size_of_the_image_and_name_their_source) {
    const auto file = std::filesystem::path(testing::TempDir()) / "untrained.safetensors";
    write_lung_unet(file, LungUNet(4, 32), {});
    const auto segmenter = make_segmented_lungs(file);
    EXPECT_EQ(segmenter->provenance(), "unet:untrained.safetensors");
    for (const cv::Size size : {cv::Size(31, 77), cv::Size(200, 128)})
        EXPECT_EQ(segmenter->lungs("any", cv::Mat1b(size, std::uint8_t{90})).size(), size);
    EXPECT_THROW(make_segmented_lungs("absent.safetensors"), DataError);
}

}  // namespace
}  // namespace gren
