// Against a search over all five parameters, and pixels against boxes.
#include "dataio/lungs/alignment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/imgproc.hpp>

namespace gren::alignment_test {
namespace {

using Boxes = std::array<cv::Rect2d, 2>;

cv::Point2d moved(const AffineMap& m, cv::Point2d p) {
    return {m[0] * p.x + m[1] * p.y + m[2], m[3] * p.x + m[4] * p.y + m[5]};
}

std::vector<cv::Point2d> corners(const Boxes& boxes) {
    std::vector<cv::Point2d> points;
    for (const auto& b : boxes)
        points.insert(points.end(), {{b.x, b.y}, {b.x + b.width, b.y}, {b.x, b.y + b.height}, b.br()});
    return points;
}

double squared_error(const AffineMap& map, const Boxes& from) {
    const auto p = corners(from), q = corners(kLungFrame);
    double sum = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        const auto d = moved(map, p[i]) - q[i];
        sum += d.dot(d);
    }
    return sum;
}

AffineMap map_of(double theta, double sx, double sy, double tx, double ty) {
    const auto number = [](double value) { return static_cast<float>(value); };
    return {number(std::cos(theta) * sx), number(-std::sin(theta) * sy), number(tx),
            number(std::sin(theta) * sx), number(std::cos(theta) * sy),  number(ty)};
}

}  // namespace

TEST(Alignment, of_lungs_that_are_the_frames_is_the_identity) {
    const auto map = alignment_of(kLungFrame);
    ASSERT_TRUE(map);
    const AffineMap identity{1, 0, 0, 0, 1, 0};
    for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR((*map)[i], identity[i], 1e-6) << i;
}

TEST(Alignment, undoes_scales_and_shifts_exactly) {
    Boxes small = kLungFrame;
    for (auto& box : small) box = {.5 * box.x + .2, .8 * box.y + .1, .5 * box.width, .8 * box.height};
    const auto map = alignment_of(small);
    ASSERT_TRUE(map);
    const AffineMap expected{2, 0, -.4F, 0, 1.25F, -.125F};
    for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR((*map)[i], expected[i], 1e-5) << i;
}

// No neighbor in any of the five parameters does better, nor does a coarse search over all angles.
TEST(Alignment, is_the_least_of_squares) {
    const Boxes odd{cv::Rect2d{.55, .3, .25, .5}, cv::Rect2d{.1, .1, .35, .5}};
    const auto map = alignment_of(odd);
    ASSERT_TRUE(map);
    const double best = squared_error(*map, odd);
    const double theta = std::atan2((*map)[3], (*map)[0]);
    EXPECT_GT(std::abs(theta), .02) << "these lungs have to be turned";
    const double sx = std::hypot((*map)[0], (*map)[3]), sy = std::hypot((*map)[1], (*map)[4]);
    for (int parameter = 0; parameter < 5; ++parameter)
        for (const double step : {-.01, .01}) {
            std::array<double, 5> p{theta, sx, sy, (*map)[2], (*map)[5]};
            p[static_cast<std::size_t>(parameter)] += step;
            EXPECT_GT(squared_error(map_of(p[0], p[1], p[2], p[3], p[4]), odd), best) << parameter << step;
        }
    for (int i = -15; i < 15; ++i)
        for (int j = 5; j < 20; ++j)
            for (int k = 5; k < 20; ++k) {
                const double angle = .1 * i, across = .1 * j, down = .1 * k;
                auto turned = map_of(angle, across, down, 0, 0);
                cv::Point2d from, to;
                for (const auto& c : corners(odd)) from += moved(turned, c) * .125;
                for (const auto& c : corners(kLungFrame)) to += c * .125;
                turned[2] = static_cast<float>(to.x - from.x), turned[5] = static_cast<float>(to.y - from.y);
                EXPECT_GE(squared_error(turned, odd), best - 1e-9) << angle << " " << across << " " << down;
            }
}

TEST(Alignment, is_none_of_lungs_on_the_wrong_sides) {
    const Boxes swapped{kLungFrame[1], kLungFrame[0]};
    EXPECT_FALSE(alignment_of(swapped));
}

TEST(LungBoxes, are_tight_and_need_both_lungs) {
    cv::Mat1b lungs(100, 100, std::uint8_t{0});
    lungs(cv::Rect(50, 10, 30, 60)) = kLeftLung;
    EXPECT_FALSE(lung_boxes(lungs));
    lungs(cv::Rect(10, 20, 25, 50)) = kRightLung;
    const auto boxes = lung_boxes(lungs);
    ASSERT_TRUE(boxes);
    EXPECT_EQ((*boxes)[0], cv::Rect2d(.5, .1, .3, .6));
    EXPECT_EQ((*boxes)[1], cv::Rect2d(.1, .2, .25, .5));
}

// A dot stays the dot of its box: image, mask and box move together.
TEST(AlignedImage, moves_with_its_boxes) {
    cv::Mat1b image(200, 200, std::uint8_t{0});
    image(cv::Rect(60, 80, 20, 10)) = 200;
    const auto map = map_of(.1, 1.1, .9, .05, -.02);
    const auto picture = aligned(image, map, /*nearest=*/true);
    const auto box = aligned(Box{3, 60, 80, 20, 10}, map, 200);
    ASSERT_TRUE(box);
    EXPECT_EQ(box->cls, 3);
    const cv::Rect found = cv::boundingRect(picture);
    EXPECT_NEAR(found.x, box->x, 1.01);
    EXPECT_NEAR(found.y, box->y, 1.01);
    EXPECT_NEAR(found.br().x, box->x + box->w, 1.01);
    EXPECT_NEAR(found.br().y, box->y + box->h, 1.01);
}

TEST(AlignedImage, of_a_shift_by_whole_pixels_is_the_same_pixels) {
    cv::Mat1b image(64, 64);
    cv::theRNG().state = 4;
    cv::randu(image, 0, 256);
    const auto picture = aligned(image, {1, 0, 4 / 64.F, 0, 1, -2 / 64.F}, /*nearest=*/false);
    EXPECT_EQ(cv::countNonZero(picture(cv::Rect(4, 0, 60, 62)) != image(cv::Rect(0, 2, 60, 62))), 0);
    EXPECT_EQ(cv::countNonZero(picture.colRange(0, 4)), 0);
}

// Twice as large, each pixel is two by two, from the image's corner on.
TEST(AlignedImage, of_twice_the_size_is_every_pixel_doubled) {
    cv::Mat1b image(32, 32);
    cv::theRNG().state = 5;
    cv::randu(image, 0, 256);
    const auto picture = aligned(image, {2, 0, 0, 0, 2, 0}, /*nearest=*/true);
    for (int row = 0; row < 32; ++row)
        for (int column = 0; column < 32; ++column)
            ASSERT_EQ(picture(row, column), image(row / 2, column / 2)) << row << " " << column;
}

TEST(AlignedBox, is_cut_at_the_border_and_none_outside) {
    const AffineMap shift{1, 0, .5F, 0, 1, 0};
    const auto box = aligned(Box{0, 40, 10, 20, 10}, shift, 100);
    ASSERT_TRUE(box);
    EXPECT_EQ(std::vector({box->x, box->y, box->w, box->h}), std::vector({90.F, 10.F, 10.F, 10.F}));
    EXPECT_FALSE(aligned(Box{0, 60, 10, 20, 10}, shift, 100));
}

}  // namespace gren::alignment_test
