#include "dataio/hashes/perceptual_hash.h"

#include <fmt/format.h>

#include <algorithm>
#include <numbers>
#include <opencv2/img_hash.hpp>
#include <opencv2/imgproc.hpp>
#include <stdexcept>
#include <vector>

#include "dataio/data_error.h"
#include "dataio/image.h"
#include "dataio/regions.h"

namespace gren {
namespace {

constexpr int kSide = 8;  // 8×8 coefficients, 64 bits

// `block`: [8, 8]
std::uint64_t bits_above(const cv::Mat1d& block, double threshold) {
    std::uint64_t bits = 0;
    for (const double coefficient : block)
        bits = bits << 1 | static_cast<std::uint64_t>(coefficient > threshold);
    return bits;
}

double median(const cv::Mat1d& block) {
    std::vector<double> values(block.begin(), block.end());
    std::ranges::sort(values);
    return (values[values.size() / 2 - 1] + values[values.size() / 2]) / 2;
}

std::uint64_t dct32_median(const cv::Mat1b& region) {
    cv::Mat1d spectrum;
    resize_to_square(region, 32).convertTo(spectrum, CV_64F);
    cv::dct(spectrum, spectrum);
    // imagehash has SciPy's unnormalized DCT; OpenCV's is orthonormal, where the zero frequency is √2 weaker.
    spectrum.row(0) *= std::numbers::sqrt2;
    spectrum.col(0) *= std::numbers::sqrt2;
    const cv::Mat1d block = spectrum(cv::Rect(0, 0, kSide, kSide));
    return bits_above(block, median(block));
}

std::uint64_t opencv_hash(const cv::Mat1b& region) {
    cv::Mat1b bytes;  // [1, 8]
    cv::img_hash::pHash(region, bytes);
    std::uint64_t bits = 0;
    for (const std::uint8_t byte : bytes) bits = bits << 8 | byte;
    return bits;
}

std::uint64_t released_hash(const cv::Mat1b& region) {
    cv::Mat1b small;
    cv::resize(region, small, {kSide, kSide}, 0, 0, cv::INTER_CUBIC);
    cv::Mat1d block;
    small.convertTo(block, CV_64F);
    cv::dct(block, block);
    return bits_above(block, cv::mean(block)[0]);
}

}  // namespace

std::string to_string(HashVariant variant) {
    switch (variant) {
        case HashVariant::dct32_median:
            return "dct32-median";
        case HashVariant::opencv:
            return "opencv";
        case HashVariant::released:
            return "released";
    }
    throw std::logic_error("HashVariant out of range");
}

HashVariant hash_variant_from(const std::string& name) {
    for (const HashVariant variant :
         {HashVariant::dct32_median, HashVariant::opencv, HashVariant::released}) {
        if (name == to_string(variant)) return variant;
    }
    throw DataError(fmt::format("unknown hash '{}', expected dct32-median, opencv or released", name));
}

std::uint64_t perceptual_hash(const cv::Mat1b& region, HashVariant variant) {
    switch (variant) {
        case HashVariant::dct32_median:
            return dct32_median(region);
        case HashVariant::opencv:
            return opencv_hash(region);
        case HashVariant::released:
            return released_hash(region);
    }
    throw std::logic_error("HashVariant out of range");
}

std::vector<std::uint64_t> region_hashes(const cv::Mat1b& image, const cv::Mat1b& masks,
                                         const std::vector<std::string>& regions,
                                         const HashOptions& options) {
    std::vector<std::uint64_t> hashes(regions.size());
    for (std::size_t r = 0; r < regions.size(); ++r) {
        const cv::Mat mask = masks & (1 << r);
        const cv::Rect box = cv::boundingRect(mask);
        if (box.empty()) continue;
        const cv::Rect area = options.crop_to_lung ? box : cv::Rect({0, 0}, image.size());
        cv::Mat1b region(area.size(), std::uint8_t{0});
        image(area).copyTo(region, mask(area));
        if (options.mirror_right && is_right(regions[r])) {
            cv::Mat1b mirrored;
            cv::flip(region, mirrored, 1);
            region = mirrored;
        }
        hashes[r] = perceptual_hash(region, options.variant);
    }
    return hashes;
}

}  // namespace gren
