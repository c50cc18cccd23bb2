#include "dataio/lung_network/test_time_views.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace gren::test_time_views_test {
namespace {

// 50 × 25: the margins are 6 and 3 pixels.
cv::Mat1b noise() {
    cv::Mat1b picture(25, 50);
    cv::RNG(3).fill(picture, cv::RNG::UNIFORM, 0, 256);
    return picture;
}

bool equal(const cv::Mat1b& a, const cv::Mat1b& b) {
    return a.size() == b.size() && cv::countNonZero(a != b) == 0;
}

TEST(TestTimeViews, show_the_middle_the_negative_and_both_turns) {
    const cv::Mat1b image = noise();
    const auto views = second_views();
    ASSERT_EQ(views.size(), 4U);
    EXPECT_TRUE(equal(views[0].show(image), image(cv::Rect(6, 3, 38, 19))));
    const cv::Mat1b negative = views[1].show(image), clockwise = views[2].show(image),
                    counter = views[3].show(image);
    for (int y = 0; y < 25; ++y)
        for (int x = 0; x < 50; ++x) {
            ASSERT_EQ(negative(y, x), 255 - image(y, x));
            ASSERT_EQ(clockwise(x, 24 - y), image(y, x));
            ASSERT_EQ(counter(49 - x, y), image(y, x));
        }
}

TEST(TestTimeViews, put_lungs_back_where_they_were_shown) {
    cv::Mat1b lungs = noise();
    const auto views = second_views();
    for (const std::size_t turn : {2U, 3U})
        EXPECT_TRUE(equal(views[turn].back(views[turn].show(lungs), lungs.size()), lungs));
    EXPECT_TRUE(equal(views[1].back(lungs, lungs.size()), lungs));
    cv::Mat1b only_middle(25, 50, std::uint8_t{0});
    lungs(cv::Rect(6, 3, 38, 19)).copyTo(only_middle(cv::Rect(6, 3, 38, 19)));
    EXPECT_TRUE(equal(views[0].back(views[0].show(lungs), lungs.size()), only_middle));
}

}  // namespace
}  // namespace gren::test_time_views_test
