// The bytes of an image file, proven whole: decoders fill what is missing with grey and report success.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace gren {

// A PNG that reaches its IEND chunk or a JPEG that reaches its end marker.
// Throws DataError: absent, empty, truncated, DICOM, neither PNG nor JPEG.
std::vector<std::uint8_t> read_image_file(const std::filesystem::path& file);

}  // namespace gren
