#include "dataio/hashes/average_hash.h"

#include "dataio/image.h"

namespace gren {

std::array<std::uint64_t, 4> average_hash(const cv::Mat1b& image) {
    constexpr int kSide = 16, kPixels = kSide * kSide;
    const cv::Mat1b small = resize_to_square(image, kSide);
    int sum = 0;
    for (const std::uint8_t pixel : small) sum += pixel;
    std::array<std::uint64_t, 4> hash{};
    std::size_t i = 0;
    for (const std::uint8_t pixel : small) {
        const bool above = pixel * kPixels > sum;  // integers: no rounding of the mean
        hash[i / 64] |= std::uint64_t{above} << (i % 64);
        ++i;
    }
    return hash;
}

}  // namespace gren
