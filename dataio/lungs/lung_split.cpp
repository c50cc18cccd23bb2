// Geometry of lung masks: which lung is left, and whether the pair looks like lungs at all.
#include <algorithm>
#include <array>
#include <functional>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "dataio/lungs/lung_source.h"
#include "dataio/sample.h"

namespace gren {
namespace {

// How much larger one lung may be than the other.
constexpr double kMostUnlike = 4;
constexpr double kMostTouching = 0.25;  // rows in which the lungs touch, of the taller one's height
constexpr double kSmallestLung = 0.015, kLargestLung = 0.35;  // of the image
constexpr double kMostRagged = 0.8;                           // area of a lung by that of its convex hull

struct Component {
    int label = 0;
    int area = 0;
    double x = 0;  // of the centroid
};

std::vector<Component> largest_first(const cv::Mat& stats, const cv::Mat& centroids) {
    std::vector<Component> components;
    for (int label = 1; label < stats.rows; ++label) {
        components.push_back({label, stats.at<int>(label, cv::CC_STAT_AREA), centroids.at<double>(label, 0)});
    }
    std::ranges::sort(components, std::greater{}, &Component::area);
    return components;
}

// Of corners of pixels, so that a rectangle's is its own area.
double hull_area(const cv::Mat& lung) {
    std::vector<std::vector<cv::Point>> outlines;
    cv::findContours(lung, outlines, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_SIMPLE);
    std::vector<cv::Point> corners, hull;
    for (const std::vector<cv::Point>& outline : outlines)
        for (const cv::Point& pixel : outline)
            for (const cv::Point& corner :
                 {cv::Point(0, 0), cv::Point(1, 0), cv::Point(0, 1), cv::Point(1, 1)})
                corners.push_back(pixel + corner);
    if (corners.empty()) return 0;
    cv::convexHull(corners, hull);
    return cv::contourArea(hull);
}

// Rows in which the right lung ends where the left one begins, as all along a cut through fused lungs.
int touching_rows(const cv::Mat1b& lungs) {
    const cv::Mat touching =
        (lungs.colRange(0, lungs.cols - 1) == kRightLung) & (lungs.colRange(1, lungs.cols) == kLeftLung);
    cv::Mat1b rows;
    cv::reduce(touching, rows, 1, cv::REDUCE_MAX);
    return cv::countNonZero(rows);
}

}  // namespace

cv::Mat1b split_left_right(const cv::Mat1b& joint) {
    cv::Mat1b lungs(joint.size(), std::uint8_t{0});
    const cv::Rect box = cv::boundingRect(joint);  // labels cost four bytes a pixel
    if (box.empty()) return lungs;
    cv::Mat labels, stats, centroids;
    cv::connectedComponentsWithStats(joint(box), labels, stats, centroids);
    const std::vector<Component> components = largest_first(stats, centroids);
    if (components.size() >= 2 && components[1].area * kMostUnlike >= components[0].area) {
        const bool largest_is_left = components[0].x > components[1].x;
        lungs(box).setTo(kLeftLung, labels == components[largest_is_left ? 0 : 1].label);
        lungs(box).setTo(kRightLung, labels == components[largest_is_left ? 1 : 0].label);
    } else {
        const int middle = joint.cols / 2;
        lungs.colRange(0, middle).setTo(kRightLung, joint.colRange(0, middle));
        lungs.colRange(middle, joint.cols).setTo(kLeftLung, joint.colRange(middle, joint.cols));
    }
    return lungs;
}

bool lie_on_their_side(const cv::Mat1b& lungs) {
    const cv::Rect a = cv::boundingRect(lungs & kLeftLung), b = cv::boundingRect(lungs & kRightLung);
    const int shared = std::min(a.br().x, b.br().x) - std::max(a.x, b.x);
    const bool apart = a.br().y <= b.y || b.br().y <= a.y;
    return apart && a.width > a.height && b.width > b.height && shared > 0.6 * std::max(a.width, b.width);
}

bool is_ragged(const cv::Mat1b& lungs) {
    const cv::Rect box = cv::boundingRect(lungs);
    if (box.empty()) return false;
    return std::ranges::any_of(std::array{kLeftLung, kRightLung}, [&](auto side) {
        const cv::Mat lung = lungs(box) & side;
        return cv::countNonZero(lung) < kMostRagged * hull_area(lung);
    });
}

std::optional<std::string> implausible_lungs(const cv::Mat1b& lungs) {
    const cv::Rect box = cv::boundingRect(lungs);
    if (box.empty()) return "no lungs";
    const cv::Mat1b chest = lungs(box);
    const cv::Mat left = chest & kLeftLung, right = chest & kRightLung;
    const double left_area = cv::countNonZero(left), right_area = cv::countNonZero(right);
    if (left_area == 0) return "left lung missing";
    if (right_area == 0) return "right lung missing";

    const auto [smaller, larger] = std::minmax({left_area, right_area});
    const double image_area = static_cast<double>(lungs.total());
    if (smaller < kSmallestLung * image_area) return "a lung too small";
    if (larger > kLargestLung * image_area) return "a lung too large";
    if (larger > kMostUnlike * smaller) return "lungs of unlike areas";

    if (lie_on_their_side(chest)) return std::nullopt;
    const cv::Rect left_box = cv::boundingRect(left), right_box = cv::boundingRect(right);
    if (left_box.x + left_box.br().x <= right_box.x + right_box.br().x) return "lungs on the wrong sides";
    if (left_box.br().y <= right_box.y || right_box.br().y <= left_box.y) return "lungs not side by side";
    if (touching_rows(chest) > kMostTouching * std::max(left_box.height, right_box.height))
        return "lungs fused";
    return std::nullopt;
}

}  // namespace gren
