// Digests that tell whether bytes are still what was written.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "dataio/sample.h"

namespace gren {

std::string sha256(std::string_view bytes);                     // 64 lower-case hexadecimal digits
std::string sha256_of_file(const std::filesystem::path& file);  // throws DataError: cannot be read

// CRC-32 as in zlib, gzip and PNG over the image's bytes, then the lungs'.
std::uint32_t pixel_checksum(std::span<const std::uint8_t> image, std::span<const std::uint8_t> lungs);

// CRC-32 over everything about a sample but its pixels, in the order that SHARD_FORMAT.md gives.
std::uint32_t info_checksum(const SampleInfo& info);

}  // namespace gren
