#include "src/segmenter/lung_film.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/ellipse_lungs.h"

namespace gren::lung_film_test {
namespace {

LungPair ellipse_pair() {
    const EllipseLungs lungs = ellipse_lungs({96, 96}, 5);
    return {lungs.image, lungs.both()};
}

// A frame is the one change that covers lung: it takes at most 12 % of the side from each edge.
TEST(LungFilm, leaves_the_mask_where_it_is_but_under_a_frame) {
    LungPair pair = ellipse_pair();
    pair.mask.setTo(255);
    const cv::Rect never_framed(12, 12, 72, 72);
    cv::RNG random(1);
    int framed = 0;
    for (int trial = 0; trial < 100; ++trial) {
        const LungPair film = on_another_film(pair, random);
        EXPECT_EQ(cv::countNonZero(film.mask & ~pair.mask), 0);
        EXPECT_EQ(cv::countNonZero(film.mask(never_framed) != pair.mask(never_framed)), 0);
        framed += cv::countNonZero(film.mask != pair.mask) > 0 ? 1 : 0;
    }
    EXPECT_GT(framed, 0);
    EXPECT_LT(framed, 40);
}

TEST(LungFilm, keeps_lungs_darker_on_most_films_and_inverts_a_few) {
    const LungPair pair = ellipse_pair();
    cv::RNG random(1);
    int darker = 0;
    for (int trial = 0; trial < 200; ++trial) {
        const LungPair film = on_another_film(pair, random);
        const cv::Rect inner(12, 12, 72, 72);
        darker += cv::mean(film.image(inner), film.mask(inner))[0] <
                          cv::mean(film.image(inner), film.mask(inner) == 0)[0]
                      ? 1
                      : 0;
    }
    EXPECT_GT(darker, 170);
    EXPECT_LT(darker, 200);
}

// The faint film has the same content in a tenth of the greys; shading and haze must not drown it.
TEST(LungFilm, treats_faint_films_like_strong_ones) {
    LungPair faint = ellipse_pair();
    faint.image.convertTo(faint.image, CV_8U, 0.1, 60);
    cv::RNG random(1);
    double contrast = 0;
    for (int trial = 0; trial < 50; ++trial) {
        const LungPair film = on_another_film(faint, random);
        contrast +=
            std::abs(cv::mean(film.image, film.mask)[0] - cv::mean(film.image, film.mask == 0)[0]) / 50;
    }
    EXPECT_GT(contrast, 60);
}

}  // namespace
}  // namespace gren::lung_film_test
