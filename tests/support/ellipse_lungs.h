// Two dark ellipses of unlike size on a bright, noisy ground: radiographs simple enough to be
// learnt in seconds.
#pragma once

#include <cstdint>
#include <opencv2/imgproc.hpp>

namespace gren {

struct EllipseLungs {
    cv::Mat1b image;                      // [H, W] grey
    cv::Mat1b viewer_left, viewer_right;  // [H, W] 0 or 255

    cv::Mat1b both() const { return cv::Mat1b(viewer_left | viewer_right); }
};

inline EllipseLungs ellipse_lungs(cv::Size size, std::uint64_t seed) {
    cv::RNG random(seed);
    const auto side = [&](double center) {
        cv::Mat1b mask(size, 0);
        const cv::Point2d at(size.width * (center + random.uniform(-0.03, 0.03)),
                             size.height * random.uniform(0.45, 0.55));
        const cv::Size2d axes(size.width * random.uniform(0.26, 0.34),
                              size.height * random.uniform(0.55, 0.7));
        cv::ellipse(mask, cv::RotatedRect(at, axes, 0), cv::Scalar(255), cv::FILLED);
        return mask;
    };
    EllipseLungs lungs{cv::Mat1b(size), side(0.28), side(0.72)};
    random.fill(lungs.image, cv::RNG::NORMAL, 180, 10);
    cv::subtract(lungs.image, 110, lungs.image, lungs.both());
    return lungs;
}

}  // namespace gren
