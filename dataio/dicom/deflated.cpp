#include "dataio/dicom/deflated.h"

#include <zlib.h>

#include <fstream>
#include <iterator>
#include <string_view>

namespace gren {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kDeflated = "1.2.840.10008.1.2.1.99";
constexpr std::size_t kMetaHeaderAt = 132, kMostMeta = 1 << 16;
// A preamble, DICM, the meta header's length and explicit little endian as its transfer syntax.
constexpr std::string_view kPlainMeta =
    "DICM\x02\x00\x00\x00UL\x04\x00\x1c\x00\x00\x00\x02\x00\x10\x00UI\x14\x00"
    "1.2.840.10008.1.2.1\x00"sv;

std::size_t number_at(std::string_view bytes, std::size_t at, std::size_t count) {
    std::size_t number = 0;
    for (std::size_t i = count; i > 0; --i)
        number = number << 8 | static_cast<unsigned char>(bytes[at + i - 1]);
    return number;
}

// Where the meta header ends, whose elements are always of explicit little endian; 0 where it does not say
// that the rest is deflated.
std::size_t deflated_from(std::string_view file) {
    bool is_deflated = false;
    std::size_t at = kMetaHeaderAt;
    while (at + 12 <= file.size() && number_at(file, at, 2) == 2) {
        const bool is_long = file.substr(at + 4, 2) == "OB";
        const auto head = std::size_t{is_long ? 12U : 8U};
        const auto length = is_long ? number_at(file, at + 8, 4) : number_at(file, at + 6, 2);
        if (length > file.size() - at - head) return 0;
        if (number_at(file, at + 2, 2) == 0x10)
            is_deflated = file.substr(at + head, length).starts_with(kDeflated);
        at += head + length;
    }
    return is_deflated ? at : 0;
}

}  // namespace

Inflated inflate_dicom(const std::filesystem::path& path) {
    std::ifstream bytes(path, std::ios::binary);
    std::string file(kMostMeta, '\0');
    bytes.read(file.data(), static_cast<std::streamsize>(file.size()));
    file.resize(static_cast<std::size_t>(bytes.gcount()));
    const auto from = deflated_from(file);
    if (from == 0) return {};
    file.append(std::istreambuf_iterator<char>(bytes), {});
    Inflated inflated{Inflation::truncated, std::string(128, '\0').append(kPlainMeta)};
    z_stream stream{};
    if (::inflateInit2(&stream, -MAX_WBITS) != Z_OK) return {Inflation::too_large};
    stream.next_in = reinterpret_cast<Bytef*>(file.data() + from);
    stream.avail_in = static_cast<uInt>(file.size() - from);
    std::string block(1 << 16, '\0');
    int result = Z_OK;
    while (result == Z_OK && inflated.file.size() <= kMostInflatedBytes) {
        stream.next_out = reinterpret_cast<Bytef*>(block.data());
        stream.avail_out = static_cast<uInt>(block.size());
        result = ::inflate(&stream, Z_NO_FLUSH);
        inflated.file.append(block.data(), block.size() - stream.avail_out);
    }
    ::inflateEnd(&stream);
    if (result == Z_STREAM_END) inflated.state = Inflation::done;
    if (inflated.file.size() > kMostInflatedBytes) inflated.state = Inflation::too_large;
    return inflated;
}

}  // namespace gren
