// The bytes of an image file, proven whole: decoders fill what is missing with grey and report success.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

namespace gren {

// A PNG that reaches its IEND chunk, a JPEG that reaches its end marker, or a TIFF, whose decoder says itself
// what is missing (tiff.h). Depth: image.h says how 16 bits become 8.
// Throws UnreadableImage: absent, empty, truncated, DICOM, none of the three.
std::vector<std::uint8_t> read_image_file(const std::filesystem::path& file);

// Whether a file that begins so is a TIFF: of either byte order, classic or BigTIFF.
bool is_tiff(std::string_view start);

}  // namespace gren
