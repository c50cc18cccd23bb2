#include "src/report/panel.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "src/report/document.h"

namespace gren::report {
namespace {

constexpr int kFine = 4;      // pixels of a contour per unit of the panel
constexpr int kQuality = 88;  // of JPEG

}  // namespace

std::string picture_uri(const cv::Mat1b& grey, int most_pixels) {
    cv::Mat1b small = grey;
    if (const int side = std::max(grey.rows, grey.cols); side > most_pixels)
        cv::resize(grey, small, {}, static_cast<double>(most_pixels) / side,
                   static_cast<double>(most_pixels) / side, cv::INTER_AREA);
    std::vector<std::uint8_t> jpeg;
    cv::imencode(".jpg", small, jpeg, {cv::IMWRITE_JPEG_QUALITY, kQuality});
    std::vector<std::uint8_t> text(4 * ((jpeg.size() + 2) / 3) + 1);  // and the 0 that EVP_EncodeBlock writes
    ::EVP_EncodeBlock(text.data(), jpeg.data(), static_cast<int>(jpeg.size()));
    return "data:image/jpeg;base64," + std::string(text.begin(), text.end() - 1);
}

std::string reference_drawing(const std::string& image_id, const ReportBox& box, int width, int height) {
    const double across = static_cast<double>(kPanelSide) / width,
                 down = static_cast<double>(kPanelSide) / height;
    return fmt::format(
        "<use href=\"#{}\"/><rect x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\" "
        "fill=\"none\" stroke=\"#3ddc50\" stroke-width=\"2\"/>",
        image_id, box.x * across, box.y * down, box.w * across, box.h * down);
}

std::string region_drawing(const cv::Mat1b& mask) {
    cv::Mat1b fine;
    cv::resize(mask, fine, {kFine * kPanelSide, kFine * kPanelSide}, 0, 0, cv::INTER_NEAREST);
    std::vector<std::vector<cv::Point>> outlines;
    cv::findContours(fine, outlines, cv::RETR_CCOMP, cv::CHAIN_APPROX_SIMPLE);
    if (outlines.empty()) return "";
    std::string path;
    for (const auto& outline : outlines) {
        for (std::size_t i = 0; i < outline.size(); ++i)
            path += fmt::format("{}{:.2f} {:.2f}", i ? "L" : "M", static_cast<double>(outline[i].x) / kFine,
                                static_cast<double>(outline[i].y) / kFine);
        path += 'Z';
    }
    return fmt::format(
        "<path d=\"{}\" fill=\"#e8323c\" fill-opacity=\"0.38\" fill-rule=\"evenodd\" "
        "stroke=\"#ff5a5f\" stroke-width=\"1.5\"/>",
        path);
}

}  // namespace gren::report
