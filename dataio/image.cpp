#include "dataio/image.h"

#include <fmt/format.h>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "dataio/data_error.h"
#include "dataio/image_file.h"
#include "dataio/image_header.h"
#include "dataio/out_of_memory.h"
#include "dataio/tiff.h"

namespace gren {
namespace {

// OpenCV's integer weights of red, green and blue add up to exactly one: equal channels keep their value.
cv::Mat luminance(const cv::Mat& stored) {
    if (stored.channels() == 1) return stored;
    cv::Mat grey;
    cv::cvtColor(stored, grey, stored.channels() == 3 ? cv::COLOR_BGR2GRAY : cv::COLOR_BGRA2GRAY);
    return grey;
}

}  // namespace

cv::Mat1b grey_of_8_bits(const cv::Mat& grey) {
    if (grey.depth() == CV_8U) return grey;
    double lowest = 0, highest = 0;
    cv::minMaxIdx(grey, &lowest, &highest);
    const double scale = highest > lowest ? 255 / (highest - lowest) : 0;
    cv::Mat1b scaled;
    grey.convertTo(scaled, CV_8U, scale, -lowest * scale);
    return scaled;
}

DecodedImage read_picture(const std::filesystem::path& file) {
    const std::vector<std::uint8_t> bytes = read_image_file(file);
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (is_tiff(text)) return decode_tiff(file, text);
    const auto [width, height] = declared_size(text);
    if (width * height > kMostPixels)
        throw UnreadableImage(fmt::format("{} has {}×{} pixels, expected at most {}; scale it down first",
                                          file.string(), width, height, kMostPixels));
    cv::Mat stored;
    std::string reason = "its pixels cannot be decoded";
    try {
        stored = cv::imdecode(bytes, cv::IMREAD_UNCHANGED);
    } catch (const cv::Exception& error) {
        if (is_out_of_memory(error)) throw;
        reason = error.err;
    }
    if (stored.empty()) {
        throw UnreadableImage(fmt::format(
            "{} is corrupt ({}), expected a readable PNG or JPEG; fetch it again", file.string(), reason));
    }
    return {grey_of_8_bits(luminance(stored)), stored.channels(), stored.depth() == CV_8U ? 8 : 16};
}

cv::Mat1b resize_to_square(const cv::Mat1b& image, int size) {
    const bool shrinks = image.rows >= size && image.cols >= size;
    cv::Mat1b resized;
    cv::resize(image, resized, {size, size}, 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
    return resized;
}

}  // namespace gren
