#include "dataio/archive/box_frame.h"

#include <gtest/gtest.h>

#include "tests/support/refusal.h"

namespace gren::box_frame_test {
namespace {

const ListedBox kOfMask{{0, 100, 200, 300, 400}, "masks.csv:3", "", {1024, 1024}};

TEST(BoxOfAMask, counts_in_images_of_its_size_alone) {
    const Box same = fit_box(kOfMask, {1024, 1024}, {});
    EXPECT_EQ(same.x, 100);
    EXPECT_EQ(same.h, 400);
    expect_data_error(
        [] {
            fit_box(kOfMask, {2048, 2048}, {});
        },
        {"masks.csv:3: the mask has 1024×1024 pixels and its image has 2048×2048", "--box-frame WxH"});
}

TEST(BoxOfAMask, is_scaled_from_the_frame_that_is_said) {
    const Box half = fit_box(kOfMask, {512, 512}, cv::Size(1024, 1024));
    EXPECT_EQ(half.x, 50);
    EXPECT_EQ(half.y, 100);
    EXPECT_EQ(half.w, 150);
    EXPECT_EQ(half.h, 200);
    expect_data_error(
        [] {
            fit_box(kOfMask, {1024, 1024}, cv::Size(2048, 2048));
        },
        {"the mask has 1024×1024 pixels and --box-frame has 2048×2048"});
}

}  // namespace
}  // namespace gren::box_frame_test
