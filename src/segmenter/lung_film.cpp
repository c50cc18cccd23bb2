#include "src/segmenter/lung_film.h"

#include <cmath>
#include <cstdint>
#include <opencv2/imgproc.hpp>
#include <string>

#include "dataio/lung_network/lung_unet.h"
#include "src/segmenter/random_choice.h"

namespace gren {
namespace {

// Shares are of the pairs, lengths of the side, heights in grey levels.
constexpr double kGamma = 0.6;  // as a logarithm
constexpr double kInverted = 0.05, kBlurred = 0.25, kFramed = 0.15;
constexpr double kHazy = 0.5, kHaze = 110;  // patches of opaque lung, up to three
constexpr double kTubes = 0.3, kLetters = 0.3;
constexpr double kShading = 25;  // uneven exposure: deviation of 3 × 3 control points
constexpr double kNoise = 10;
constexpr double kWidestFrame = 0.12;

// As the network will see it, so that a height in grey levels is one on faint films too. -> 0..255
cv::Mat1f stretched(const cv::Mat1b& image) {
    const torch::Tensor input = lung_unet_input(image);
    cv::Mat1f film;
    cv::Mat1f(image.rows, image.cols, input.data_ptr<float>()).convertTo(film, CV_32F, 127.5, 127.5);
    return film;
}

cv::Point anywhere(int size, cv::RNG& random) {
    return {random.uniform(0, size), random.uniform(0, size)};
}

void change_curve(cv::Mat1b& image, cv::RNG& random) {
    const double gamma = std::exp(around_zero(random, kGamma));
    const bool inverted = happens(random, kInverted);
    cv::Mat1b curve(1, 256);
    for (int grey = 0; grey < 256; ++grey) {
        const double curved = 255 * std::pow(grey / 255.0, gamma);
        curve(grey) = cv::saturate_cast<std::uint8_t>(inverted ? 255 - curved : curved);
    }
    cv::LUT(image, curve, image);
}

void add_haze(cv::Mat1f& film, cv::RNG& random) {
    const int size = film.rows;
    for (int patch = random.uniform(1, 4); patch > 0; --patch) {
        cv::Mat1f haze(film.size(), 0.0F);
        const cv::Size2d axes(size * random.uniform(0.05, 0.4), size * random.uniform(0.05, 0.5));
        const cv::RotatedRect place(anywhere(size, random), axes, static_cast<float>(random.uniform(0, 180)));
        cv::ellipse(haze, place, cv::Scalar(random.uniform(0.0, kHaze)), cv::FILLED);
        const double softness = size * random.uniform(0.01, 0.06);
        cv::GaussianBlur(haze, haze, {}, softness);
        film += haze;
    }
}

void add_shading(cv::Mat1f& film, cv::RNG& random) {
    cv::Mat1f coarse(3, 3), shading;
    random.fill(coarse, cv::RNG::NORMAL, 0, kShading);
    cv::resize(coarse, shading, film.size(), 0, 0, cv::INTER_CUBIC);
    film += shading;
}

void draw_tubes(cv::Mat1b& image, cv::RNG& random) {
    for (int tube = random.uniform(1, 4); tube > 0; --tube)
        cv::line(image, anywhere(image.rows, random), anywhere(image.rows, random),
                 cv::Scalar(random.uniform(150, 256)), 1 + image.rows / 150, cv::LINE_AA);
}

void print_letters(cv::Mat1b& image, cv::RNG& random) {
    const std::string letters(static_cast<std::size_t>(random.uniform(1, 6)),
                              static_cast<char>(random.uniform('A', 'Z' + 1)));
    cv::putText(image, letters, anywhere(image.rows, random), cv::FONT_HERSHEY_SIMPLEX,
                image.rows * random.uniform(0.002, 0.006), cv::Scalar(random.uniform(0, 2) * 255), 1,
                cv::LINE_AA);
}

void put_frame(LungPair& pair, cv::RNG& random) {
    const int widest = static_cast<int>(kWidestFrame * pair.image.rows);
    const auto margin = [&] { return random.uniform(0, widest + 1); };
    const cv::Rect whole({}, pair.image.size());
    const cv::Rect window(cv::Point(margin(), margin()), whole.br() - cv::Point(margin(), margin()));
    cv::Mat1b frame(pair.image.size(), std::uint8_t{255});
    frame(window).setTo(0);
    pair.image.setTo(random.uniform(0, 2) * 255, frame);
    pair.mask.setTo(0, frame);
}

}  // namespace

LungPair on_another_film(const LungPair& pair, cv::RNG& random) {
    LungPair result{{}, pair.mask.clone()};
    cv::Mat1f film = stretched(pair.image);
    add_shading(film, random);
    if (happens(random, kHazy)) add_haze(film, random);
    film.convertTo(result.image, CV_8U);
    change_curve(result.image, random);

    if (happens(random, kTubes)) draw_tubes(result.image, random);
    if (happens(random, kBlurred)) cv::GaussianBlur(result.image, result.image, {3, 3}, 0);
    cv::Mat1f noise(result.image.size());
    random.fill(noise, cv::RNG::NORMAL, 0, random.uniform(0.0, kNoise));
    cv::add(result.image, noise, result.image, cv::noArray(), CV_8U);
    if (happens(random, kLetters)) print_letters(result.image, random);
    if (happens(random, kFramed)) put_frame(result, random);
    return result;
}

}  // namespace gren
