// libdeflate inflates about twice as fast as zlib, and libpng's filters know no case of one byte a pixel.
#include "dataio/grey_png.h"

#include <libdeflate.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <variant>
#include <vector>

namespace gren {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t kMagicBytes = 8;
constexpr std::uint32_t kMostSide = 1 << 15;

std::uint32_t big_endian(Bytes bytes) {
    return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 |
           bytes[3];
}

struct Chunk {
    std::string_view type;
    Bytes data;
};

// The chunk at the front of `rest`, which moves on; nothing when it is cut off or its CRC is wrong.
std::optional<Chunk> take_chunk(Bytes& rest) {
    if (rest.size() < 12) return std::nullopt;
    const std::size_t length = big_endian(rest);
    if (length > rest.size() - 12) return std::nullopt;
    const Bytes checked = rest.subspan(4, 4 + length);
    if (libdeflate_crc32(0, checked.data(), checked.size()) != big_endian(rest.subspan(8 + length)))
        return std::nullopt;
    rest = rest.subspan(12 + length);
    return Chunk{{reinterpret_cast<const char*>(checked.data()), 4}, checked.subspan(4)};
}

// PNG specification, section 11.2.2: width, height, bit depth 8, colour type 0, and zeros for the methods of
// compression, filtering and interlacing.
std::optional<cv::Size> size_of_grey_image(const Chunk& header) {
    if (header.type != "IHDR" || header.data.size() != 13) return std::nullopt;
    const auto width = big_endian(header.data), height = big_endian(header.data.subspan(4));
    const std::uint8_t expected[] = {8, 0, 0, 0, 0};
    if (!std::ranges::equal(header.data.subspan(8), expected)) return std::nullopt;
    if (width < 1 || height < 1 || width > kMostSide || height > kMostSide) return std::nullopt;
    return cv::Size(static_cast<int>(width), static_cast<int>(height));
}

// The joined IDAT chunks up to IEND; nothing where a chunk is damaged or gives pixels a meaning beyond grey.
std::optional<std::vector<std::uint8_t>> compressed_pixels(Bytes rest) {
    std::vector<std::uint8_t> joined;
    while (const auto chunk = take_chunk(rest)) {
        if (chunk->type == "IEND") return joined;
        if (chunk->type == "tRNS") return std::nullopt;
        if (chunk->type == "IDAT") joined.insert(joined.end(), chunk->data.begin(), chunk->data.end());
    }
    return std::nullopt;
}

bool inflate(const std::vector<std::uint8_t>& compressed, std::vector<std::uint8_t>& filtered) {
    struct Free {
        void operator()(libdeflate_decompressor* d) const { libdeflate_free_decompressor(d); }
    };
    thread_local const std::unique_ptr<libdeflate_decompressor, Free> decompressor(
        libdeflate_alloc_decompressor());
    return libdeflate_zlib_decompress(decompressor.get(), compressed.data(), compressed.size(),
                                      filtered.data(), filtered.size(), nullptr) == LIBDEFLATE_SUCCESS;
}

// Section 9.2: what each filter adds to a byte, from the pixels to its left, above and above left.
struct None {
    static int predict(int, int, int) { return 0; }
};
struct Sub {
    static int predict(int left, int, int) { return left; }
};
struct Up {
    static int predict(int, int above, int) { return above; }
};
struct Average {
    static int predict(int left, int above, int) { return (left + above) / 2; }
};
struct Paeth {
    // Section 9.4's neighbour nearest to left + above - corner. By masks, since the choice cannot be
    // predicted.
    static int predict(int left, int above, int corner) {
        const int rise = above - corner, run = left - corner;
        const int to_left = std::abs(rise), to_above = std::abs(run), to_corner = std::abs(rise + run);
        const int nearer = left ^ ((left ^ above) & -static_cast<int>(to_above < to_left));
        const bool is_corner = to_corner < std::min(to_left, to_above);
        return nearer ^ ((nearer ^ corner) & -static_cast<int>(is_corner));
    }
};
using Filter = std::variant<None, Sub, Up, Average, Paeth>;

std::optional<Filter> filter_of(std::uint8_t number) {
    switch (number) {
        case 0:
            return None{};
        case 1:
            return Sub{};
        case 2:
            return Up{};
        case 3:
            return Average{};
        case 4:
            return Paeth{};
        default:
            return std::nullopt;
    }
}

// The pixels of a row as they come to be, from left to right.
template <class Filter>
struct Row {
    const std::uint8_t *in, *above;
    std::uint8_t* out;
    int left = 0, corner = 0;

    void pixel(int x) {
        const int up = above[x];
        left = (in[x] + Filter::predict(left, up, corner)) & 255;
        corner = up;
        out[x] = static_cast<std::uint8_t>(left);
    }
};

// Two rows at once, the lower a pixel behind: a pixel waits for its left neighbour, so that one row alone
// leaves the processor idle.
template <class First, class Second>
void unfilter_two(Row<First> first, Row<Second> second, int width) {
    first.pixel(0);
    for (int x = 1; x < width; ++x) {
        first.pixel(x);
        second.pixel(x - 1);
    }
    second.pixel(width - 1);
}

// `filtered`: for each row a filter's number and the bytes. False: no such filter.
bool unfilter(const std::vector<std::uint8_t>& filtered, cv::Mat1b& pixels) {
    const int width = pixels.cols;
    const std::vector<std::uint8_t> blank(static_cast<std::size_t>(width), 0);
    const auto row_in = [&](int y) { return filtered.data() + static_cast<std::ptrdiff_t>(y) * (width + 1); };
    const auto above = [&](int y) { return y == 0 ? blank.data() : pixels[y - 1]; };
    for (int y = 0; y < pixels.rows; y += 2) {
        // A last row without a partner is done twice over.
        const int next = std::min(y + 1, pixels.rows - 1);
        const auto first = filter_of(*row_in(y)), second = filter_of(*row_in(next));
        if (!first || !second) return false;
        std::visit(
            [&](auto one, auto two) {
                unfilter_two(Row<decltype(one)>{row_in(y) + 1, above(y), pixels[y]},
                             Row<decltype(two)>{row_in(next) + 1, above(next), pixels[next]}, width);
            },
            *first, *second);
    }
    return true;
}

}  // namespace

std::optional<cv::Mat1b> decode_grey_png(Bytes bytes) {
    if (bytes.size() < kMagicBytes || bytes[1] != 'P' || bytes[2] != 'N' || bytes[3] != 'G')
        return std::nullopt;
    Bytes rest = bytes.subspan(kMagicBytes);
    const auto header = take_chunk(rest);
    const auto size = header ? size_of_grey_image(*header) : std::nullopt;
    if (!size) return std::nullopt;
    const auto compressed = compressed_pixels(rest);
    if (!compressed) return std::nullopt;

    const auto stride =
        static_cast<std::size_t>(size->width) + 1;  // a filter's number stands before each row
    std::vector<std::uint8_t> filtered(stride * static_cast<std::size_t>(size->height));
    if (!inflate(*compressed, filtered)) return std::nullopt;
    cv::Mat1b pixels(*size);
    if (!unfilter(filtered, pixels)) return std::nullopt;
    return pixels;
}

}  // namespace gren
