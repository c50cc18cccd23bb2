#include "dataio/dicom/pixel_data.h"

#include <string>
#include <string_view>

namespace gren {
namespace {

using namespace std::string_view_literals;

// `count` bytes at `at`; fewer where the stream ends.
std::string bytes_at(std::istream& stream, std::streamoff at, std::size_t count) {
    std::string bytes(count, '\0');
    stream.clear();
    stream.seekg(at);
    stream.read(bytes.data(), static_cast<std::streamsize>(count));
    bytes.resize(static_cast<std::size_t>(stream.gcount()));
    return bytes;
}

std::uint64_t number(std::string_view four, bool is_big_endian) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
        value = value << 8 | static_cast<unsigned char>(four[is_big_endian ? i : 3 - i]);
    return value;
}

bool fragments_are_whole(std::istream& stream, std::uint64_t at, std::uint64_t size) {
    while (at + 8 <= size) {
        const auto head = bytes_at(stream, static_cast<std::streamoff>(at), 8);
        if (head.starts_with("\xFE\xFF\xDD\xE0"sv)) return true;
        if (!head.starts_with("\xFE\xFF\x00\xE0"sv)) return false;
        at += 8 + number(std::string_view(head).substr(4), false);
    }
    return false;
}

}  // namespace

PixelDataPlace find_pixel_data(std::istream& stream, std::streamoff value_at) {
    constexpr std::streamoff kExplicitHead = 12, kImplicitHead = 8;  // tag, VR and length; tag and length
    stream.clear();
    stream.seekg(0, std::ios::end);
    const auto size = static_cast<std::uint64_t>(stream.tellg());
    if (value_at < kExplicitHead || static_cast<std::uint64_t>(value_at) > size) return {};
    const auto head = bytes_at(stream, value_at - kExplicitHead, kExplicitHead);
    const auto tag = std::string_view(head);
    const bool is_big_endian = tag.starts_with("\x7F\xE0\x00\x10"sv);
    const bool is_little_endian = tag.starts_with("\xE0\x7F\x10\x00"sv) ||
                                  tag.substr(kExplicitHead - kImplicitHead).starts_with("\xE0\x7F\x10\x00"sv);
    if (!is_big_endian && !is_little_endian) return {};
    PixelDataPlace place{PixelDataState::truncated, number(tag.substr(8), is_big_endian)};
    const auto at = static_cast<std::uint64_t>(value_at);
    const bool is_whole = place.length == PixelDataPlace::kEncapsulated
                              ? fragments_are_whole(stream, at, size)
                              : place.length <= size - at;
    if (place.length == 0)
        place.state = PixelDataState::absent;
    else if (is_whole)
        place.state = PixelDataState::whole;
    return place;
}

}  // namespace gren
