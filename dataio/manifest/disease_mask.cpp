#include "dataio/manifest/disease_mask.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <opencv2/imgproc.hpp>
#include <tuple>

#include "dataio/data_error.h"
#include "dataio/image.h"
#include "dataio/run_lengths.h"
#include "dataio/text_file.h"

namespace gren {
namespace {

constexpr int kSiimSide = 1024;
constexpr int kMostComponents = 1000;

std::vector<std::int64_t> numbers_of(const std::string& text) {
    std::vector<std::int64_t> numbers;
    const char *at = text.data(), *end = at + text.size();
    while (at != end) {
        if (is_blank(*at)) {
            ++at;
            continue;
        }
        std::int64_t number = 0;
        const auto [stopped, error] = std::from_chars(at, end, number);
        if (error != std::errc() || (stopped != end && !is_blank(*stopped)))
            throw DataError(
                fmt::format("found run lengths '{:.40}', expected whole numbers and blanks", text));
        numbers.push_back(number);
        at = stopped;
    }
    return numbers;
}

cv::Mat1b siim_mask(const std::string& data) {
    cv::Mat1b columns(kSiimSide, kSiimSide, std::uint8_t{0});  // a row of memory is a column of the image
    if (data == "-1") return columns;
    const auto numbers = numbers_of(data);
    if (numbers.empty() || numbers.size() % 2 != 0)
        throw DataError(fmt::format("found {} run lengths, expected pairs of a skip and a length, or -1",
                                    numbers.size()));
    std::int64_t at = 0;
    const auto pixels = static_cast<std::int64_t>(columns.total());
    for (std::size_t i = 0; i < numbers.size(); i += 2) {
        const auto skip = numbers[i], length = numbers[i + 1];
        if (skip < 0 || length < 1 || skip > pixels - at || length > pixels - at - skip)
            throw DataError(fmt::format("the run of {} pixels after a skip of {} leaves a mask of {}×{}",
                                        length, skip, kSiimSide, kSiimSide));
        at += skip;
        std::fill_n(columns.data + at, length, std::uint8_t{255});
        at += length;
    }
    cv::Mat1b mask;
    cv::transpose(columns, mask);
    return mask;
}

// COCO's compressed text of either form.
std::string counts_text(const nlohmann::json& counts, std::int64_t pixels) {
    if (counts.is_string()) return counts.get<std::string>();
    std::vector<std::uint32_t> lengths;
    for (const auto& count : counts) {
        const auto length = count.is_number_integer() ? count.get<std::int64_t>() : -1;
        if (length < 0 || length > pixels)
            throw DataError(
                fmt::format("found a run of {:.40} pixels in a mask of {}", count.dump(), pixels));
        lengths.push_back(static_cast<std::uint32_t>(length));
    }
    return compressed(lengths);
}

cv::Mat1b coco_mask(const std::string& data) try {
    const auto json = nlohmann::json::parse(data);
    const auto height = json.at("size").at(0).get<std::int64_t>(),
               width = json.at("size").at(1).get<std::int64_t>();
    if (height < 1 || width < 1 || height > kMostPixels / width)
        throw DataError(
            fmt::format("found a mask of {}×{}, expected 1 to {} pixels", width, height, kMostPixels));
    return mask_from_run_lengths(counts_text(json.at("counts"), height * width), static_cast<int>(height),
                                 static_cast<int>(width));
} catch (const nlohmann::json::exception&) {
    throw DataError(
        fmt::format("found '{:.60}', expected COCO's {{\"size\": [height, width], \"counts\": …}}", data));
}

}  // namespace

cv::Mat1b decode_mask(const std::string& encoding, const std::string& data) {
    if (encoding == "siim") return siim_mask(data);
    if (encoding == "coco") return coco_mask(data);
    throw DataError(fmt::format("encoding is '{}', expected png, siim or coco", encoding));
}

cv::Mat1b read_mask_image(const std::filesystem::path& file) {
    return read_picture(file).grey;
}

std::vector<cv::Rect> component_boxes(const cv::Mat1b& mask) {
    cv::Mat components, statistics, centers;
    const int count = cv::connectedComponentsWithStats(mask, components, statistics, centers, 8, CV_32S);
    if (count - 1 > kMostComponents)
        throw DataError(
            fmt::format("the mask falls into {} pieces, expected at most {}", count - 1, kMostComponents));
    std::vector<cv::Rect> boxes;
    for (int i = 1; i < count; ++i)
        boxes.emplace_back(statistics.at<int>(i, cv::CC_STAT_LEFT), statistics.at<int>(i, cv::CC_STAT_TOP),
                           statistics.at<int>(i, cv::CC_STAT_WIDTH),
                           statistics.at<int>(i, cv::CC_STAT_HEIGHT));
    std::ranges::sort(boxes, {}, [](const cv::Rect& r) { return std::tuple(r.y, r.x, r.height, r.width); });
    return boxes;
}

}  // namespace gren
