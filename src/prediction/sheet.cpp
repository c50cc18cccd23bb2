#include "src/prediction/sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <opencv2/imgproc.hpp>

#include "src/evaluation/inference.h"

namespace gren {
namespace {

// Pixels: 1024 = three margins and two panels; above each panel two lines of words, below it the scale.
constexpr int kMargin = 12, kSide = 494, kHead = 44, kWords = 54, kScale = 30;
constexpr int kPanel = kWords + kSide + kScale + kMargin;
constexpr int kWidth = 3 * kMargin + 2 * kSide, kHeight = kHead + 2 * kPanel;
static_assert(kWidth == 1024);
constexpr std::size_t kClassesShown = 3;
// Of a map's hottest cell over the film; fainter where the network drew no region, since every map has one.
constexpr double kOpaque = 0.6, kFaint = 0.4;
const cv::Vec3b kBackground(28, 28, 28), kGrey(128, 128, 128);
const cv::Scalar kBright(245, 245, 245), kDim(190, 190, 190), kDark(0, 0, 0), kLine(255, 255, 255);

int width_of(const std::string& words, double size) {
    return cv::getTextSize(words, cv::FONT_HERSHEY_SIMPLEX, size, 1, nullptr).width;
}

// As much of the end of `words` as fits: of a path the end tells more. The font has ASCII alone.
std::string fitted(std::string words, double size, int width) {
    std::ranges::replace_if(
        words, [](char c) { return c < ' ' || c > '~'; }, '?');
    if (width_of(words, size) <= width) return words;
    while (!words.empty() && width_of("..." + words, size) > width) words.erase(0, 1);
    return "..." + words;
}

void say(cv::Mat3b& sheet, const std::string& words, cv::Point at, double size, const cv::Scalar& color) {
    cv::putText(sheet, words, at, cv::FONT_HERSHEY_SIMPLEX, size, color, 1, cv::LINE_AA);
}

// Where the film lies in its square, as large as it fits.
cv::Rect place_of(const cv::Mat1b& film, cv::Point corner) {
    const double zoom = static_cast<double>(kSide) / std::max(film.rows, film.cols);
    const cv::Size size(std::clamp(static_cast<int>(film.cols * zoom), 1, kSide),
                        std::clamp(static_cast<int>(film.rows * zoom), 1, kSide));
    return {corner + cv::Point((kSide - size.width) / 2, (kSide - size.height) / 2), size};
}

cv::Mat1f probabilities(const torch::Tensor& logits) {
    const auto p = logits.sigmoid().contiguous();
    return cv::Mat1f(static_cast<int>(p.size(0)), static_cast<int>(p.size(1)), p.data_ptr<float>()).clone();
}

cv::Mat1b cells_on(const torch::Tensor& logits) {
    const auto on = (logits > 0).to(torch::kUInt8).contiguous();
    return cv::Mat1b(static_cast<int>(on.size(0)), static_cast<int>(on.size(1)), on.data_ptr<std::uint8_t>())
        .clone();
}

cv::Vec3b color_of(float share) {
    constexpr float kReddest = 228;  // of 255: beyond it the colors grow dark again
    static const cv::Mat3b colors = [] {
        cv::Mat1b ramp(1, 256);
        std::iota(ramp.begin(), ramp.end(), std::uint8_t{0});
        cv::Mat3b turbo;
        cv::applyColorMap(ramp, turbo, cv::COLORMAP_TURBO);
        return turbo;
    }();
    return colors(0, cv::saturate_cast<std::uint8_t>(kReddest * share));
}

cv::Vec3b over(const cv::Vec3b& below, float share, double opaque) {
    const auto alpha = opaque * static_cast<double>(share);
    return cv::Vec3b((1 - alpha) * cv::Vec3d(below) + alpha * cv::Vec3d(color_of(share)));
}

void lay_heat(cv::Mat3b picture, const cv::Mat1f& cells, float greatest, double opaque) {
    cv::Mat1f heat;
    cv::resize(cells, heat, picture.size(), 0, 0, cv::INTER_LINEAR);
    for (int row = 0; row < picture.rows; ++row)
        for (int column = 0; column < picture.cols; ++column)
            picture(row, column) = over(picture(row, column), heat(row, column) / greatest, opaque);
}

void outline(cv::Mat3b picture, const cv::Mat1b& cells) {
    cv::Mat1b mask;
    cv::resize(cells, mask, picture.size(), 0, 0, cv::INTER_NEAREST);
    std::vector<std::vector<cv::Point>> lines;
    cv::findContours(mask, lines, cv::RETR_LIST, cv::CHAIN_APPROX_NONE);
    cv::drawContours(picture, lines, -1, kDark, 4, cv::LINE_AA);
    cv::drawContours(picture, lines, -1, kLine, 2, cv::LINE_AA);
}

void draw_scale(cv::Mat3b& sheet, cv::Point corner, float greatest, double opaque) {
    constexpr int kLeft = 70, kLong = 300, kHigh = 12;
    say(sheet, "map: 0", corner + cv::Point(0, 19), 0.5, kDim);
    for (int x = 0; x < kLong; ++x)
        cv::line(sheet, corner + cv::Point(kLeft + x, 8), corner + cv::Point(kLeft + x, 8 + kHigh),
                 cv::Scalar(over(kGrey, static_cast<float>(x) / kLong, opaque)));
    say(sheet, fmt::format("{:.2g}", greatest), corner + cv::Point(kLeft + kLong + 10, 19), 0.5, kDim);
}

// The panel's two lines of words, and the film below them; where the film lies on the sheet.
cv::Rect draw_film(cv::Mat3b& sheet, cv::Point corner, const cv::Mat1b& film, const std::string& title,
                   const std::string& below) {
    say(sheet, fitted(title, 0.65, kSide), corner + cv::Point(0, 20), 0.65, kBright);
    say(sheet, fitted(below, 0.5, kSide), corner + cv::Point(0, 43), 0.5, kDim);
    const auto place = place_of(film, corner + cv::Point(0, kWords));
    cv::Mat1b small;
    cv::resize(film, small, place.size(), 0, 0, film.rows >= place.height ? cv::INTER_AREA : cv::INTER_CUBIC);
    cv::Mat3b picture;
    cv::cvtColor(small, picture, cv::COLOR_GRAY2BGR);
    picture.copyTo(sheet(place));
    return place;
}

std::vector<std::size_t> highest(const std::vector<double>& scores) {
    std::vector<std::size_t> order(scores.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
    order.resize(std::min(order.size(), kClassesShown));
    return order;
}

}  // namespace

cv::Mat3b draw_sheet(const FilmToPredict& film, const Answer& answer, const std::vector<std::string>& classes,
                     double region_above) {
    cv::Mat3b sheet(kHeight, kWidth, kBackground);
    const auto corner = [](std::size_t panel) {
        const auto column = static_cast<int>(panel % 2), row = static_cast<int>(panel / 2);
        return cv::Point(kMargin + column * (kSide + kMargin), kHead + row * kPanel);
    };
    const std::string caution = "for research, not for diagnosis";
    const int caution_width = width_of(caution, 0.5);
    say(sheet,
        fitted(std::filesystem::path(film.file).filename().string(), 0.65,
               kWidth - 3 * kMargin - caution_width),
        {kMargin, 29}, 0.65, kBright);
    say(sheet, caution, {kWidth - kMargin - caution_width, 28}, 0.5, kDim);
    draw_film(sheet, corner(0), film.original, "the film",
              fmt::format("{} x {} pixels", film.original.cols, film.original.rows));
    std::size_t panel = 1;
    for (const auto cls : highest(answer.reading.score)) {
        const auto logits = answer.maps[static_cast<std::int64_t>(cls)];
        const auto cells = probabilities(logits);
        const auto region = cells_on(logits - logit_of(region_above));
        const bool has_region = cv::countNonZero(region) > 0;
        const auto place = draw_film(
            sheet, corner(panel), film.original,
            fmt::format("{} {:.3f}", classes[cls], probability_of(answer.reading.score[cls])),
            has_region ? fmt::format("outlined: the region, where the map is above {:g}", region_above)
                       : fmt::format("no region: nowhere is the map above {:g}", region_above));
        double greatest = 0;
        cv::minMaxLoc(cells, nullptr, &greatest);
        const double opaque = has_region ? kOpaque : kFaint;
        lay_heat(sheet(place), cells, static_cast<float>(std::max(greatest, 1e-30)), opaque);
        if (has_region) outline(sheet(place), region);
        draw_scale(sheet, corner(panel) + cv::Point(0, kWords + kSide), static_cast<float>(greatest), opaque);
        ++panel;
    }
    return sheet;
}

}  // namespace gren
