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

// The one rule for depth: 8 bits stay as they are; 16 bits are scaled from the image's own least..greatest
// value to 0..255, rounded, since 12-bit values in a 16-bit file would turn black otherwise. One value
// alone is 0.
cv::Mat1b grey_of_8_bits(const cv::Mat& grey);

// A PNG, JPEG or TIFF of 1, 3 and 4 channels, 8 and 16 bits (grey_of_8_bits). Color becomes luminance (alpha
// is dropped). For masks and other pictures: films, which may be DICOM, are read by films/film_file.h. Throws
// UnreadableImage: more than kMostPixels (found before decoding), absent, zero-byte, truncated or corrupt
// file, DICOM, none of the three, a TIFF that decode_tiff() refuses. (Damage inside a JPEG's entropy-coded
// data that leaves its end in place cannot be told.)
DecodedImage read_picture(const std::filesystem::path& file);

// Area averaging when shrinking, bilinear when growing. -> [size, size]
cv::Mat1b resize_to_square(const cv::Mat1b& image, int size);

}  // namespace gren
