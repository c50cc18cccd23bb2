#include "dataio/image_header.h"

#include "dataio/image_file.h"
#include "dataio/tiff.h"

namespace gren {
namespace {

std::int64_t big_endian(std::string_view bytes, std::size_t at, std::size_t count) {
    std::int64_t value = 0;
    for (std::size_t i = at; i < at + count; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
    return value;
}

// ITU T.81, annex B: the frame header is the segment SOF0 … SOF15, without the three of its range that are
// others; of JPEG-LS (T.87) SOF55.
bool starts_frame(unsigned char marker) {
    return (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) ||
           marker == 0xF7;
}

DeclaredSize jpeg_size(std::string_view bytes) {
    constexpr unsigned char kScan = 0xDA;
    for (std::size_t at = 2; at + 9 <= bytes.size();) {
        const auto marker = static_cast<unsigned char>(bytes[at + 1]);
        if (marker == 0xFF) {  // filling before a marker
            ++at;
        } else if (starts_frame(marker)) {
            return {.width = big_endian(bytes, at + 7, 2), .height = big_endian(bytes, at + 5, 2)};
        } else if (marker == kScan) {
            break;
        } else {
            at += 2 + static_cast<std::size_t>(big_endian(bytes, at + 2, 2));
        }
    }
    return {};
}

// ITU T.800, annex A: SIZ is the first segment; an image is what the grid holds behind its offset.
constexpr std::string_view kJpeg2000Magic = "\xFF\x4F\xFF\x51";

DeclaredSize jpeg_2000_size(std::string_view bytes) {
    if (bytes.size() < 24) return {};
    return {.width = big_endian(bytes, 8, 4) - big_endian(bytes, 16, 4),
            .height = big_endian(bytes, 12, 4) - big_endian(bytes, 20, 4)};
}

// PNG specification, section 11.2.2: IHDR is the first chunk, behind 8 bytes of signature and 8 of
// its own head.
DeclaredSize png_size(std::string_view bytes) {
    if (bytes.size() < 24) return {};
    return {.width = big_endian(bytes, 16, 4), .height = big_endian(bytes, 20, 4)};
}

}  // namespace

DeclaredSize declared_size(std::string_view bytes) {
    if (is_tiff(bytes)) return tiff_size(bytes);
    if (bytes.starts_with(kJpeg2000Magic)) return jpeg_2000_size(bytes);
    return bytes.starts_with("\x89PNG") ? png_size(bytes) : jpeg_size(bytes);
}

}  // namespace gren
