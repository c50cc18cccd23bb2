// Decoding a radiograph to 8-bit grey, whatever its channels and depth.
#pragma once

#include <cstdint>
#include <filesystem>
#include <opencv2/core.hpp>

namespace gren {

// Of one image. Radiographs have up to 30 million; a larger header is damage or a trap, and asks for its
// memory at once.
inline constexpr std::int64_t kMostPixels = 100'000'000;

struct DecodedImage {
    cv::Mat1b grey;    // [H, W]
    int channels = 0;  // of the file: 1, 3 or 4
    int bits = 0;      // of the file: 8 or 16
};

// 1, 3 and 4 channels, 8 and 16 bits. Color becomes luminance (alpha is dropped); 16 bits are scaled from
// the image's own minimum..maximum to 0..255, since 12-bit values in a 16-bit file would turn black
// otherwise. Throws UnreadableImage: more than kMostPixels (found before decoding), absent, zero-byte,
// truncated or corrupt file, DICOM, neither PNG nor JPEG. (Damage inside a JPEG's entropy-coded data that
// leaves its end in place cannot be told.)
DecodedImage read_radiograph(const std::filesystem::path& file);

// Area averaging when shrinking, bilinear when growing. -> [size, size]
cv::Mat1b resize_to_square(const cv::Mat1b& image, int size);

}  // namespace gren
