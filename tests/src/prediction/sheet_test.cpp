#include "src/prediction/sheet.h"

#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/imgproc.hpp>
#include <string>

namespace gren::sheet_test {
namespace {

constexpr int kRight = 518, kTop = 98, kSide = 494;  // where the second panel's film lies on the sheet

// Of class "C" the upper left quarter is hot; the others are cold, "A" the least of all.
Answer answer(double hot) {
    Answer answer;
    answer.maps = torch::full({4, 8, 8}, -9.0F);
    answer.maps[2].slice(0, 0, 4).slice(1, 0, 4).fill_(hot);
    answer.reading.score = {-8, -7, 3, -6};
    return answer;
}

FilmToPredict grey_film(int height, int width) {
    FilmToPredict film{.id = 1, .file = "some/film.png", .picture = "film"};
    film.original = cv::Mat1b(height, width, std::uint8_t{100});
    return film;
}

cv::Mat3b panel(const cv::Mat3b& sheet) {
    return sheet(cv::Rect(kRight, kTop, kSide, kSide));
}

bool is_grey(const cv::Vec3b& pixel) {
    return std::abs(pixel[0] - pixel[2]) < 6 && std::abs(pixel[1] - pixel[2]) < 6;
}

int white_pixels(const cv::Mat3b& picture) {
    cv::Mat1b white;
    cv::inRange(picture, cv::Scalar(250, 250, 250), cv::Scalar(255, 255, 255), white);
    return cv::countNonZero(white);
}

TEST(Sheet, ShowsTheLikeliestClassWhereItsMapIsHot) {
    const auto sheet = draw_sheet(grey_film(300, 300), answer(4), {"A", "B", "C", "D"}, 0.5);
    EXPECT_EQ(sheet.cols, 1024);
    const auto film = panel(sheet);
    const auto &hot = film(kSide / 8, kSide / 8), &cold = film(7 * kSide / 8, 7 * kSide / 8);
    EXPECT_GT(hot[2], hot[0] + 50);  // red
    EXPECT_TRUE(is_grey(cold)) << cold;
    EXPECT_TRUE(is_grey(sheet(kTop + kSide / 8, kSide / 8)));  // the film itself
}

TEST(Sheet, OutlinesARegionAndNothingElse) {
    const std::vector<std::string> classes{"A", "B", "C", "D"};
    const auto at = [&](double hot, double cut) {
        return white_pixels(panel(draw_sheet(grey_film(300, 300), answer(hot), classes, cut)));
    };
    EXPECT_GT(at(4, 0.5), kSide);  // two sides of the quarter, two pixels wide
    EXPECT_EQ(at(-1, 0.5), 0);
    EXPECT_GT(at(-1, 0.2), kSide);  // a probability of 0.27
    EXPECT_EQ(at(4, 0.99), 0);
}

// The words above the film.
TEST(Sheet, KeepsTheEndOfANameThatDoesNotFit) {
    const auto words_of = [](const std::string& file) {
        auto film = grey_film(300, 300);
        film.file = file;
        return cv::Mat3b(draw_sheet(film, answer(4), {"A", "B", "C", "D"}, 0.5).rowRange(0, kTop - 1));
    };
    const auto differ = [&](const std::string& one, const std::string& other) {
        return cv::norm(words_of(one), words_of(other), cv::NORM_INF) > 0;
    };
    const std::string tail = std::string(200, 'x') + ".png";
    EXPECT_FALSE(differ("here" + tail, "there" + tail));
    EXPECT_TRUE(differ("here" + tail, "here" + tail + "s"));
    EXPECT_TRUE(differ("here.png", "there.png"));
    EXPECT_FALSE(differ("\xC3\xA4.png", "??.png"));  // the font has ASCII alone
}

TEST(Sheet, HasFilmsOfAnyShapeAndFewClasses) {
    for (const auto& [height, width] : {std::pair(1, 3000), std::pair(2500, 40), std::pair(2, 2)}) {
        auto one = answer(4);
        one.maps = one.maps.narrow(0, 2, 1);
        one.reading.score = {3};
        EXPECT_EQ(draw_sheet(grey_film(height, width), one, {"C"}, 0.5).cols, 1024);
    }
}

}  // namespace
}  // namespace gren::sheet_test
