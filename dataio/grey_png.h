// The kind of PNG that archives of radiographs hold by the hundred thousand, decoded faster than by libpng.
#pragma once

#include <cstdint>
#include <opencv2/core.hpp>
#include <optional>
#include <span>

namespace gren {

// The pixels of a PNG of 8-bit grey without interlacing and transparency; nothing for any other file, damaged
// ones included (a wrong CRC or Adler-32, data too short or too long): those are a general decoder's
// business.
std::optional<cv::Mat1b> decode_grey_png(std::span<const std::uint8_t> bytes);

}  // namespace gren
