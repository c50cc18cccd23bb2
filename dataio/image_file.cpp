#include "dataio/image_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string_view>

#include "dataio/data_error.h"
#include "dataio/foreign_bytes.h"

namespace gren {
namespace {

constexpr std::string_view kPngMagic = "\x89PNG\r\n\x1A\n";
constexpr std::string_view kJpegMagic = "\xFF\xD8\xFF";
constexpr std::size_t kDicomMagicAt = 128;

// PNG specification, section 5.3: length, type, data, CRC. Decoders check the CRCs.
bool png_is_whole(std::string_view bytes) {
    std::size_t at = kPngMagic.size();
    while (bytes.size() - at >= 12) {
        std::size_t length = 0;
        for (std::size_t i = 0; i < 4; ++i) length = length << 8 | static_cast<unsigned char>(bytes[at + i]);
        if (bytes.size() - at - 12 < length) return false;
        if (bytes.substr(at + 4, 4) == "IEND") return true;
        at += 12 + length;
    }
    return false;
}

// ITU T.81, annex B. Walked from segment to segment, since a thumbnail inside one has an end marker
// of its own.
bool jpeg_is_whole(std::string_view bytes) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
    std::size_t at = 2;
    while (at + 1 < bytes.size()) {
        const unsigned char marker = byte(at + 1);
        const bool in_scan = byte(at) != 0xFF || marker == 0x00 || (marker >= 0xD0 && marker <= 0xD7);
        if (in_scan || marker == 0xFF) {
            ++at;
        } else if (marker == 0xD9) {
            return true;
        } else if (at + 3 < bytes.size()) {
            at += 2 + static_cast<std::size_t>(byte(at + 2) << 8 | byte(at + 3));
        } else {
            return false;
        }
    }
    return false;
}

}  // namespace

bool is_tiff(std::string_view start) {
    using namespace std::string_view_literals;
    for (const auto magic : {"II*\0"sv, "MM\0*"sv, "II+\0"sv, "MM\0+"sv})
        if (start.starts_with(magic)) return true;
    return false;
}

std::vector<std::uint8_t> read_image_file(const std::filesystem::path& file) {
    const auto refuse = [&](std::string_view found) {
        throw UnreadableImage(
            fmt::format("{} {}, expected a whole PNG, JPEG or TIFF file", file.string(), found));
    };
    std::ifstream stream(file, std::ios::binary | std::ios::ate);
    if (!stream) refuse(fmt::format("cannot be opened: {}", std::strerror(errno)));
    if (!std::filesystem::is_regular_file(file)) refuse("cannot be opened: it is a folder or a device");
    std::vector<std::uint8_t> contents(static_cast<std::size_t>(stream.tellg()));
    stream.seekg(0);
    stream.read(reinterpret_cast<char*>(contents.data()), static_cast<std::streamsize>(contents.size()));
    if (!stream) refuse("cannot be read to its end");

    const std::string_view bytes(reinterpret_cast<const char*>(contents.data()), contents.size());
    if (bytes.empty()) refuse("is empty (zero bytes)");
    if (const auto other = foreign_bytes(bytes.substr(0, 256)); !other.empty()) refuse(other);
    if (bytes.size() > kDicomMagicAt && bytes.substr(kDicomMagicAt).starts_with("DICM")) {
        refuse("is a DICOM file, which only films may be");
    }
    if (bytes.starts_with(kPngMagic)) {
        if (!png_is_whole(bytes)) refuse("is a truncated PNG; fetch it again");
    } else if (bytes.starts_with(kJpegMagic)) {
        if (!jpeg_is_whole(bytes)) refuse("is a truncated JPEG; fetch it again");
    } else if (!is_tiff(bytes)) {
        refuse("is neither PNG nor JPEG nor TIFF");
    }
    return contents;
}

}  // namespace gren
