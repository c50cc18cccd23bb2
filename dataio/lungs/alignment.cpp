#include "dataio/lungs/alignment.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>

namespace gren {
namespace {

std::vector<cv::Point2d> corners_of(const std::array<cv::Rect2d, 2>& boxes) {
    std::vector<cv::Point2d> corners;
    for (const auto& box : boxes)
        for (const double x : {box.x, box.x + box.width})
            for (const double y : {box.y, box.y + box.height}) corners.emplace_back(x, y);
    return corners;
}

cv::Point2d mean_of(const std::vector<cv::Point2d>& points) {
    cv::Point2d sum;
    for (const auto& point : points) sum += point;
    return sum * (1.0 / static_cast<double>(points.size()));
}

}  // namespace

std::optional<std::array<cv::Rect2d, 2>> lung_boxes(const cv::Mat1b& lungs) {
    const cv::Rect left = cv::boundingRect(lungs & kLeftLung), right = cv::boundingRect(lungs & kRightLung);
    if (left.empty() || right.empty()) return std::nullopt;
    const double side = lungs.rows;
    const auto share = [&](const cv::Rect& box) {
        return cv::Rect2d{box.x / side, box.y / side, box.width / side, box.height / side};
    };
    return std::array{share(left), share(right)};
}

std::optional<AffineMap> alignment_of(const std::array<cv::Rect2d, 2>& lungs) {
    const auto from = corners_of(lungs), to = corners_of(kLungFrame);
    const auto from_mean = mean_of(from), to_mean = mean_of(to);
    double xx = 0, yy = 0;              // Σ p_x², Σ p_y²
    double a = 0, b = 0, c = 0, d = 0;  // Σ p_x q_x, Σ p_x q_y, Σ p_y q_x, Σ p_y q_y
    for (std::size_t i = 0; i < from.size(); ++i) {
        const auto p = from[i] - from_mean, q = to[i] - to_mean;
        xx += p.x * p.x, yy += p.y * p.y;
        a += p.x * q.x, b += p.x * q.y, c += p.y * q.x, d += p.y * q.y;
    }
    // For a given θ the best scales are s_x = (a cos + b sin)/xx and s_y = (d cos − c sin)/yy, and what they
    // take off the squared error, s_x² xx + s_y² yy, is a quadratic form of (cos, sin): θ is its main axis.
    const double cos_cos = a * a / xx + d * d / yy, sin_sin = b * b / xx + c * c / yy;
    const double cos_sin = a * b / xx - c * d / yy;
    const double theta = 0.5 * std::atan2(2 * cos_sin, cos_cos - sin_sin);
    const double cosine = std::cos(theta), sine = std::sin(theta);
    const double sx = (a * cosine + b * sine) / xx, sy = (d * cosine - c * sine) / yy;
    if (std::abs(theta) > std::numbers::pi / 4 || sx <= 0 || sy <= 0) return std::nullopt;
    const double xx_map = cosine * sx, xy_map = -sine * sy, yx_map = sine * sx, yy_map = cosine * sy;
    return AffineMap{static_cast<float>(xx_map),
                     static_cast<float>(xy_map),
                     static_cast<float>(to_mean.x - xx_map * from_mean.x - xy_map * from_mean.y),
                     static_cast<float>(yx_map),
                     static_cast<float>(yy_map),
                     static_cast<float>(to_mean.y - yx_map * from_mean.x - yy_map * from_mean.y)};
}

cv::Mat1b aligned(const cv::Mat1b& image, const AffineMap& map, bool nearest) {
    // OpenCV counts from the middle of the first pixel, the map from the image's corner.
    const double side = image.rows;
    const auto shift = [&](int row) {
        return map[row * 3 + 2] * side + 0.5 * (map[row * 3] + map[row * 3 + 1]) - 0.5;
    };
    const cv::Matx23d matrix{map[0], map[1], shift(0), map[3], map[4], shift(1)};
    cv::Mat1b moved;
    cv::warpAffine(image, moved, matrix, image.size(), nearest ? cv::INTER_NEAREST : cv::INTER_LINEAR,
                   cv::BORDER_CONSTANT, 0);
    return moved;
}

std::optional<Box> aligned(const Box& box, const AffineMap& map, int size) {
    const auto side = static_cast<float>(size);
    float left = side, top = side, right = 0, bottom = 0;
    for (const float x : {box.x, box.x + box.w})
        for (const float y : {box.y, box.y + box.h}) {
            const float at_x = map[0] * x + map[1] * y + map[2] * side;
            const float at_y = map[3] * x + map[4] * y + map[5] * side;
            left = std::min(left, at_x), right = std::max(right, at_x);
            top = std::min(top, at_y), bottom = std::max(bottom, at_y);
        }
    left = std::max(left, 0.F), top = std::max(top, 0.F);
    right = std::min(right, side), bottom = std::min(bottom, side);
    if (right <= left || bottom <= top) return std::nullopt;
    return Box{box.cls, left, top, right - left, bottom - top};
}

}  // namespace gren
