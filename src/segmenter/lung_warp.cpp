#include "src/segmenter/lung_warp.h"

#include <cmath>
#include <opencv2/imgproc.hpp>

#include "src/segmenter/random_choice.h"

namespace gren {
namespace {

constexpr double kRotationDegrees = 20;
constexpr double kShift = 0.1;                     // of the side
constexpr double kShrink = 0.35, kEnlarge = 0.25;  // as logarithms
constexpr double kStretch = 0.15;                  // as a logarithm, each side by itself
constexpr double kBend = 0.02;                     // of the side: deviation of the control points
constexpr int kControlPoints = 5;                  // a side
constexpr double kBlackShare = 0.5;                // of the edges beyond the image; others get any grey

// From the result's pixels to the pair's. -> [2, 3]
cv::Matx23d random_affine(int size, cv::RNG& random) {
    const double angle = around_zero(random, kRotationDegrees) * CV_PI / 180;
    const double mirror = happens(random, 0.5) ? -1 : 1;
    const double scale = std::exp(random.uniform(-kEnlarge, kShrink));
    const double scale_x = mirror * scale * std::exp(around_zero(random, kStretch)),
                 scale_y = scale * std::exp(around_zero(random, kStretch));
    const double a = std::cos(angle) * scale_x, b = -std::sin(angle) * scale_y;
    const double c = std::sin(angle) * scale_x, d = std::cos(angle) * scale_y;
    const double center = (size - 1) / 2.0;
    const double x = center + around_zero(random, kShift * size),
                 y = center + around_zero(random, kShift * size);
    return {a, b, x - a * center - b * center, c, d, y - c * center - d * center};
}

// [S, S] pixels, smooth
cv::Mat2f random_bend(int size, cv::RNG& random) {
    cv::Mat2f coarse(kControlPoints, kControlPoints), bend;
    random.fill(coarse, cv::RNG::NORMAL, 0, kBend * size);
    cv::resize(coarse, bend, {size, size}, 0, 0, cv::INTER_CUBIC);
    return bend;
}

}  // namespace

LungPair warped(const LungPair& pair, cv::RNG& random) {
    const int size = pair.image.rows;
    const cv::Matx23d affine = random_affine(size, random);
    cv::Mat2f from = random_bend(size, random);
    for (int y = 0; y < size; ++y)
        for (int x = 0; x < size; ++x) {
            const cv::Vec2d placed = affine * cv::Vec3d(x, y, 1);
            from(y, x) += cv::Vec2f(static_cast<float>(placed[0]), static_cast<float>(placed[1]));
        }

    const cv::Scalar beyond(happens(random, kBlackShare) ? 0 : random.uniform(0, 256));
    LungPair result;
    cv::remap(pair.image, result.image, from, cv::noArray(), cv::INTER_LINEAR, cv::BORDER_CONSTANT, beyond);
    cv::remap(pair.mask, result.mask, from, cv::noArray(), cv::INTER_NEAREST, cv::BORDER_CONSTANT);
    return result;
}

}  // namespace gren
