// Digests that tell whether bytes are still what was written.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace gren {

std::string sha256(std::string_view bytes);                     // 64 lower-case hexadecimal digits
std::string sha256_of_file(const std::filesystem::path& file);  // throws DataError: cannot be read

// CRC-32 as in zlib, gzip and PNG over the image's bytes, then the lungs'.
std::uint32_t pixel_checksum(std::span<const std::uint8_t> image, std::span<const std::uint8_t> lungs);

}  // namespace gren
