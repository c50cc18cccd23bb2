// The average hash of a whole image, by which CIA-Net pairs a film with its structurally nearest normal film.
#pragma once

#include <array>
#include <cstdint>
#include <opencv2/core.hpp>

namespace gren {

// 256 bits: the image is resized to 16×16 (resize_to_square), and pixel i, row-major, is brighter than the
// mean of the 256 where bit i % 64, counted from the least significant, of word i / 64 is set. The mean is
// not rounded; an image of one grey has no bit. REQUIRES: image not empty.
std::array<std::uint64_t, 4> average_hash(const cv::Mat1b& image);

}  // namespace gren
