#include "src/evaluation/overlay.h"

#include <gtest/gtest.h>
#include <torch/types.h>

#include <opencv2/core.hpp>
#include <utility>

namespace gren::overlay_test {
namespace {

const cv::Vec3b kGreen(80, 220, 60), kRed(60, 50, 230), kBlack(0, 0, 0);

// A film of one grey with a region of one cell, from 128 to 255 pixels right and down, and a box left below.
cv::Mat3b overlay(int grey) {
    auto region = torch::full({4, 4}, -1.0);
    region[1][1] = 1;
    return draw_overlay(cv::Mat1b(512, 512, static_cast<unsigned char>(grey)),
                        {.disease = "Mass",
                         .probability = 0.5,
                         .region = region,
                         .reference = {{.cls = 0, .x = 50, .y = 300, .w = 100, .h = 100}}});
}

TEST(Overlay, DrawsRegionsRedAndBoxesGreen) {
    const auto picture = overlay(200);
    EXPECT_EQ(picture(192, 128), kRed) << "the region's outline";
    EXPECT_EQ(picture(350, 50), kGreen) << "the box's left edge";
    EXPECT_EQ(picture(0, 0), kBlack) << "below the words";
}

TEST(Overlay, TintsWhatTheRegionCoversAndNothingElse) {
    for (const int grey : {0, 100, 200}) {
        const auto picture = overlay(grey);
        for (int channel = 0; channel < 3; ++channel)
            EXPECT_NEAR(picture(192, 192)[channel], 0.65 * grey + 0.35 * kRed[channel], 1) << grey;
        for (const auto& [row, column] : {std::pair(192, 300), {350, 100}, {500, 500}})
            EXPECT_EQ(picture(row, column), cv::Vec3b::all(static_cast<unsigned char>(grey))) << row << grey;
    }
}

TEST(Overlay, EnlargesASmallFilmWithItsBox) {
    const auto picture =
        draw_overlay(cv::Mat1b(128, 256, 100), {.disease = "Mass",
                                                .probability = 0.5,
                                                .region = torch::full({4, 4}, -1.0),
                                                .reference = {{.x = 50, .y = 60, .w = 20, .h = 30}}});
    EXPECT_EQ(picture.size(), cv::Size(1024, 512));
    EXPECT_EQ(picture(300, 200), kGreen);
}

}  // namespace
}  // namespace gren::overlay_test
