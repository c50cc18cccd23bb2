#include "src/evaluation/overlay.h"

#include <fmt/format.h>

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace gren {
namespace {

constexpr int kSmallestSide = 512;
const cv::Scalar kGreen(80, 220, 60), kRed(60, 50, 230), kWhite(255, 255, 255), kBlack(0, 0, 0);

cv::Mat1b region_mask(const torch::Tensor& logits, const cv::Size& size) {
    const auto on = (logits > 0).to(torch::kUInt8).mul(255).contiguous();
    const cv::Mat1b cells(static_cast<int>(on.size(0)), static_cast<int>(on.size(1)),
                          on.data_ptr<std::uint8_t>());
    cv::Mat1b mask;
    cv::resize(cells, mask, size, 0, 0, cv::INTER_NEAREST);
    return mask;
}

void tint(cv::Mat3b& picture, const cv::Mat1b& mask) {
    cv::Mat3b mixed;
    cv::addWeighted(picture, 0.65, cv::Mat(picture.size(), CV_8UC3, kRed), 0.35, 0, mixed);
    mixed.copyTo(picture, mask);
    std::vector<std::vector<cv::Point>> outline;
    cv::findContours(mask, outline, cv::RETR_LIST, cv::CHAIN_APPROX_NONE);
    cv::drawContours(picture, outline, -1, kRed, 2, cv::LINE_AA);
}

void write_words(cv::Mat3b& picture, const std::string& words) {
    constexpr double kScale = 0.6;
    int below = 0;
    const auto extent = cv::getTextSize(words, cv::FONT_HERSHEY_SIMPLEX, kScale, 1, &below);
    cv::rectangle(picture, {0, 0}, {extent.width + 16, extent.height + below + 12}, kBlack, cv::FILLED);
    cv::putText(picture, words, {8, extent.height + 7}, cv::FONT_HERSHEY_SIMPLEX, kScale, kWhite, 1,
                cv::LINE_AA);
}

}  // namespace

cv::Mat3b draw_overlay(const cv::Mat1b& grey, const Finding& finding) {
    const double zoom = std::max(1.0, static_cast<double>(kSmallestSide) / std::min(grey.rows, grey.cols));
    cv::Mat1b large;
    cv::resize(grey, large, {}, zoom, zoom, cv::INTER_CUBIC);
    cv::Mat3b picture;
    cv::cvtColor(large, picture, cv::COLOR_GRAY2BGR);
    tint(picture, region_mask(finding.region, picture.size()));
    for (const auto& box : finding.reference)
        cv::rectangle(picture, cv::Rect2d(box.x * zoom, box.y * zoom, box.w * zoom, box.h * zoom), kGreen, 2,
                      cv::LINE_AA);
    write_words(picture, fmt::format("{} {:.2f}", finding.disease, finding.probability));
    return picture;
}

}  // namespace gren
