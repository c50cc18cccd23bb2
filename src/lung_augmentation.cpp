#include "src/lung_augmentation.h"

#include <cmath>
#include <opencv2/imgproc.hpp>

namespace gren {
namespace {

constexpr double kRotationDegrees = 12;
constexpr double kShift = 0.08;      // of the side
constexpr double kScale = 0.2;       // as a logarithm, each side by itself
constexpr double kGamma = 0.5;       // as a logarithm
constexpr double kNoise = 8;         // grey levels
constexpr double kBlurShare = 0.25;  // of the pairs

bool happens(cv::RNG& random, double probability) {
    return random.uniform(0.0, 1.0) < probability;
}
double around_zero(cv::RNG& random, double limit) {
    return random.uniform(-limit, limit);
}

// About the image's centre. -> [2, 3]
cv::Matx23d random_affine(int size, cv::RNG& random) {
    const double angle = around_zero(random, kRotationDegrees) * CV_PI / 180;
    const double mirror = happens(random, 0.5) ? -1 : 1;
    const double scale_x = mirror * std::exp(around_zero(random, kScale)),
                 scale_y = std::exp(around_zero(random, kScale));
    const double a = std::cos(angle) * scale_x, b = -std::sin(angle) * scale_y;
    const double c = std::sin(angle) * scale_x, d = std::cos(angle) * scale_y;
    const double centre = (size - 1) / 2.0;
    const double x = centre + around_zero(random, kShift * size),
                 y = centre + around_zero(random, kShift * size);
    return {a, b, x - a * centre - b * centre, c, d, y - c * centre - d * centre};
}

void change_greys(cv::Mat1b& image, cv::RNG& random) {
    cv::Mat1b curve(1, 256);
    const double gamma = std::exp(around_zero(random, kGamma));
    for (int grey = 0; grey < 256; ++grey)
        curve(grey) = cv::saturate_cast<std::uint8_t>(255 * std::pow(grey / 255.0, gamma));
    cv::LUT(image, curve, image);

    if (happens(random, kBlurShare)) cv::GaussianBlur(image, image, {3, 3}, 0);
    cv::Mat1f noise(image.size());
    random.fill(noise, cv::RNG::NORMAL, 0, random.uniform(0.0, kNoise));
    cv::add(image, noise, image, cv::noArray(), CV_8U);
}

}  // namespace

LungPair augmented(const LungPair& pair, cv::RNG& random) {
    const cv::Matx23d affine = random_affine(pair.image.rows, random);
    LungPair result;
    cv::warpAffine(pair.image, result.image, affine, pair.image.size(), cv::INTER_LINEAR);
    cv::warpAffine(pair.mask, result.mask, affine, pair.mask.size(), cv::INTER_NEAREST);
    change_greys(result.image, random);
    return result;
}

}  // namespace gren
