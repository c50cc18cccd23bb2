#include "dataio/phantom/phantom_canvas.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>

namespace gren::phantom {
namespace {

constexpr int kSamplesPerSegment = 8;
constexpr int kFractionBits = 4;  // sub-pixel positions of cv::fillPoly

cv::Point2f catmull_rom(cv::Point2f a, cv::Point2f b, cv::Point2f c, cv::Point2f d, float t) {
    return 0.5F * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * (t * t) +
                   (3 * b - a - 3 * c + d) * (t * t * t));
}

void append_segment(Points& curve, cv::Point2f a, cv::Point2f b, cv::Point2f c, cv::Point2f d) {
    for (int i = 0; i < kSamplesPerSegment; ++i) {
        curve.push_back(catmull_rom(a, b, c, d, static_cast<float>(i) / kSamplesPerSegment));
    }
}

}  // namespace

cv::Point2f View::to_pixel(cv::Point2f point) const {
    const cv::Vec2f placed = placing * cv::Vec3f(point.x, point.y, 1);
    const auto scale = static_cast<float>(size);
    return {placed[0] * scale - 0.5F, placed[1] * scale - 0.5F};
}

Points open_curve(const Points& control) {
    Points curve;
    const std::size_t last = control.size() - 1;
    for (std::size_t i = 0; i < last; ++i) {
        append_segment(curve, control[i == 0 ? 0 : i - 1], control[i], control[i + 1],
                       control[std::min(i + 2, last)]);
    }
    curve.push_back(control.back());
    return curve;
}

Points closed_curve(const Points& control) {
    Points curve;
    const std::size_t n = control.size();
    for (std::size_t i = 0; i < n; ++i) {
        append_segment(curve, control[(i + n - 1) % n], control[i], control[(i + 1) % n],
                       control[(i + 2) % n]);
    }
    return curve;
}

Points ellipse(cv::Point2f center, float radius_x, float radius_y) {
    constexpr int kPoints = 48;
    Points outline;
    for (int i = 0; i < kPoints; ++i) {
        const float angle = 2 * std::numbers::pi_v<float> * static_cast<float>(i) / kPoints;
        outline.push_back(center + cv::Point2f(radius_x * std::cos(angle), radius_y * std::sin(angle)));
    }
    return outline;
}

Points ribbon(const Points& path, float width, float end_width) {
    Points outline(2 * path.size());
    for (std::size_t i = 0; i < path.size(); ++i) {
        const cv::Point2f along = path[std::min(i + 1, path.size() - 1)] - path[i == 0 ? 0 : i - 1];
        const float length = std::max(std::hypot(along.x, along.y), 1e-6F);
        const float share = static_cast<float>(i) / static_cast<float>(path.size() - 1);
        const float half = 0.5F * (width + (end_width - width) * share);
        const cv::Point2f across = cv::Point2f(-along.y, along.x) * (half / length);
        outline[i] = path[i] + across;
        outline[outline.size() - 1 - i] = path[i] - across;
    }
    return outline;
}

void paint(cv::Mat1b& canvas, const View& view, const Points& outline, int level) {
    std::vector<cv::Point> pixels;
    for (const cv::Point2f& point : outline) {
        const cv::Point2f pixel = view.to_pixel(point) * static_cast<float>(1 << kFractionBits);
        pixels.emplace_back(cvRound(pixel.x), cvRound(pixel.y));
    }
    cv::fillPoly(canvas, std::vector<std::vector<cv::Point>>{pixels}, level, cv::LINE_AA, kFractionBits);
}

void stroke(cv::Mat1b& canvas, const View& view, const Points& path, float width, float end_width,
            int level) {
    const float pixels = std::max(width, end_width) * static_cast<float>(view.size);
    paint(canvas, view, ribbon(path, width, end_width),
          cvRound(static_cast<float>(level) * std::min(1.0F, pixels)));
}

cv::Mat1b blank(const View& view) {
    return cv::Mat1b(view.size, view.size, uchar{0});
}

Layer soft(const cv::Mat1b& canvas, float softness) {
    Layer layer;
    canvas.convertTo(layer, CV_32F, 1 / 255.0);
    cv::GaussianBlur(layer, layer, {}, std::max(0.3, static_cast<double>(softness) * canvas.cols), 0,
                     cv::BORDER_REPLICATE);
    return layer;
}

Layer filled(const View& view, const Points& outline, float softness) {
    cv::Mat1b canvas = blank(view);
    paint(canvas, view, outline, 255);
    return soft(canvas, softness);
}

Layer smooth_noise(const View& view, float grain, PhantomRandom& random) {
    const int cells = std::max(2, cvRound(1 / grain));
    cv::Mat1f grid(cells, cells);
    for (float& value : grid) value = random.bell();
    Layer layer;
    cv::resize(grid, layer, {view.size, view.size}, 0, 0, cv::INTER_CUBIC);
    return layer;
}

}  // namespace gren::phantom
