#include "src/inspect/contact_sheet.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace gren {
namespace {

using Tile = ContactTile;
constexpr std::size_t kTilesInARow = 6;
constexpr double kText = 0.38;
const cv::Vec3b kBackground(24, 24, 24);
const cv::Scalar kWords(210, 210, 210), kRed(80, 80, 255), kGreen(90, 220, 90);
const cv::Scalar kBlue(255, 160, 60), kOrange(40, 140, 255), kLight(235, 235, 235), kDark(70, 70, 70);

void say(cv::Mat3b& picture, const std::string& words, cv::Point at, const cv::Scalar& color) {
    cv::putText(picture, words, at, cv::FONT_HERSHEY_SIMPLEX, kText, color, 1, cv::LINE_AA);
}

// As much of `words` as fits, the rest as dots.
std::string fitted(std::string words, int width) {
    const auto wide = [&](const std::string& text) {
        return cv::getTextSize(text, cv::FONT_HERSHEY_SIMPLEX, kText, 1, nullptr).width > width;
    };
    if (!wide(words)) return words;
    while (!words.empty() && wide(words + "...")) words.pop_back();
    return words + "...";
}

void outline_region(cv::Mat3b& picture, const cv::Mat1b& lungs, std::size_t region, const cv::Scalar& color) {
    cv::Mat1b mask;
    cv::resize((lungs & (1 << region)) != 0, mask, picture.size(), 0, 0, cv::INTER_NEAREST);
    std::vector<std::vector<cv::Point>> outline;
    cv::findContours(mask, outline, cv::RETR_LIST, cv::CHAIN_APPROX_NONE);
    cv::drawContours(picture, outline, -1, color, 2, cv::LINE_AA);
}

void draw_boxes(cv::Mat3b& picture, const SampleInfo& info, const std::vector<std::string>& classes,
                double zoom) {
    for (const auto& box : info.boxes_in_image()) {
        const cv::Rect frame(cv::Rect2d(box.x * zoom, box.y * zoom, box.w * zoom, box.h * zoom));
        cv::rectangle(picture, frame, kGreen, 2);
        const auto& words = classes[static_cast<std::size_t>(box.cls)];
        const cv::Point corner(frame.x, std::max(frame.y - 4, 12));
        const auto extent = cv::getTextSize(words, cv::FONT_HERSHEY_SIMPLEX, kText, 1, nullptr);
        cv::rectangle(picture, corner + cv::Point(-1, 4),
                      corner + cv::Point(extent.width + 3, -extent.height - 3), cv::Scalar(kBackground),
                      cv::FILLED);
        say(picture, words, corner, kGreen);
    }
}

void draw_hash(cv::Mat3b& tile, std::uint64_t hash, cv::Point corner, int pixels, const cv::Scalar& frame) {
    for (int bit = 0; bit < 64; ++bit) {
        const cv::Rect cell(corner + cv::Point(bit % 8, bit / 8) * pixels, cv::Size(pixels, pixels));
        cv::rectangle(tile, cell, hash >> (63 - bit) & 1 ? kLight : kDark, cv::FILLED);
    }
    cv::rectangle(tile, cv::Rect(corner, cv::Size(8 * pixels, 8 * pixels)), frame, 1);
}

// Of the regions of one lung, in rows from `corner`.
void draw_hashes(cv::Mat3b& tile, const SampleInfo& info, const std::vector<std::string>& regions, bool right,
                 cv::Point corner, const cv::Scalar& frame) {
    const auto of_lung = static_cast<int>(
        std::ranges::count_if(regions, [&](const auto& region) { return is_right(region) == right; }));
    const int columns = static_cast<int>(std::ceil(std::sqrt(of_lung))), pixels = Tile::kCell / columns;
    int place = 0;
    for (std::size_t r = 0; r < regions.size(); ++r) {
        if (is_right(regions[r]) != right) continue;
        const cv::Point at(place % columns, place / columns);
        draw_hash(tile, info.hash[r], corner + at * (Tile::kHash / columns), pixels, frame);
        ++place;
    }
}

std::string diseases(const SampleInfo& info, const std::vector<std::string>& classes) {
    std::vector<std::string> present;
    for (std::size_t k = 0; k < classes.size(); ++k)
        if (info.label[k] == kLabelPresent) present.push_back(classes[k]);
    return present.empty() ? "no finding" : fmt::format("{}", fmt::join(present, ", "));
}

// `count` of the values, evenly spread.
std::vector<std::int64_t> spread(const std::vector<std::int64_t>& values, std::size_t count) {
    std::vector<std::int64_t> chosen;
    for (std::size_t i = 0; i < count; ++i) chosen.push_back(values[i * values.size() / count]);
    return chosen;
}

}  // namespace

std::vector<std::int64_t> contact_samples(const Dataset& dataset, std::int64_t count) {
    std::vector<std::int64_t> boxed, others;
    for (std::int64_t i = 0; i < dataset.size(); ++i)
        (dataset.info(i).boxes.empty() ? others : boxed).push_back(i);
    const auto wanted = static_cast<std::size_t>(std::min(count, dataset.size()));
    const auto with_boxes =
        std::min(boxed.size(), std::max(wanted / 2, wanted - std::min(wanted, others.size())));
    auto chosen = spread(boxed, with_boxes);
    for (const auto sample : spread(others, wanted - with_boxes)) chosen.push_back(sample);
    std::sort(chosen.begin(), chosen.end());
    return chosen;
}

cv::Mat3b contact_tile(const SampleInfo& info, const DatasetTraits& traits, const cv::Mat1b& image,
                       const cv::Mat1b& lungs) {
    cv::Mat3b tile(Tile::kHeight, Tile::kWidth, kBackground);
    cv::Mat1b resized;
    const bool shrinks = image.rows >= Tile::kImage;
    cv::resize(image, resized, {Tile::kImage, Tile::kImage}, 0, 0,
               shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
    cv::Mat3b picture = tile(cv::Rect(Tile::image(), resized.size()));
    cv::cvtColor(resized, picture, cv::COLOR_GRAY2BGR);
    for (std::size_t r = 0; r < traits.regions.size(); ++r)
        outline_region(picture, lungs, r, is_right(traits.regions[r]) ? kOrange : kBlue);
    draw_boxes(picture, info, traits.classes, static_cast<double>(Tile::kImage) / image.cols);

    const int words_width = Tile::right_hash().x - Tile::kMargin - 8;
    const auto line = [&](int number, const std::string& words, const cv::Scalar& color) {
        say(tile, fitted(words, words_width), {Tile::kMargin, Tile::kMargin + Tile::kImage + 18 * number - 2},
            color);
    };
    line(1, info.name, kWords);
    line(2, diseases(info, traits.classes), kWords);
    line(3,
         fmt::format("{}x{}{}{}", info.original_width, info.original_height,
                     info.patient.empty() ? "" : ", patient ", info.patient),
         kWords);
    if (info.lungs_flagged) line(4, "lungs flagged", kRed);
    say(tile, "right", Tile::right_hash() + cv::Point(0, -5), kOrange);
    say(tile, "left", Tile::left_hash() + cv::Point(0, -5), kBlue);
    draw_hashes(tile, info, traits.regions, /*right=*/true, Tile::right_hash(), kOrange);
    draw_hashes(tile, info, traits.regions, /*right=*/false, Tile::left_hash(), kBlue);
    return tile;
}

cv::Mat3b contact_sheet(const Dataset& dataset, const std::vector<std::int64_t>& samples) {
    const int side = dataset.traits().image_size;
    const auto columns = static_cast<int>(std::min(samples.size(), kTilesInARow));
    const int rows = (static_cast<int>(samples.size()) + columns - 1) / columns;
    cv::Mat3b sheet(rows * Tile::kHeight, columns * Tile::kWidth, kBackground);
    cv::Mat1b image(side, side), lungs(side, side);
    const auto bytes = [](cv::Mat1b& pixels) { return std::span(pixels.data, pixels.total()); };
    for (int i = 0; i < static_cast<int>(samples.size()); ++i) {
        const auto sample = samples[static_cast<std::size_t>(i)];
        dataset.read_pixels(sample, bytes(image), bytes(lungs));
        const cv::Point corner(i % columns * Tile::kWidth, i / columns * Tile::kHeight);
        contact_tile(dataset.info(sample), dataset.traits(), image, lungs)
            .copyTo(sheet(cv::Rect(corner, cv::Size(Tile::kWidth, Tile::kHeight))));
    }
    return sheet;
}

}  // namespace gren
