// libdeflate inflates about twice as fast as zlib, and libpng's filters know no case of one byte a pixel.
#include "dataio/grey_png.h"

#include <libdeflate.h>

#include <algorithm>
#include <memory>
#include <string_view>
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

// Eight rows are undone at once, each a pixel behind the row above it: a pixel waits for its left neighbour,
// so that one row alone leaves most of the processor idle. Lane k is row k; at step t it is at pixel t - k,
// and the pixel above it is what lane k - 1 made of step t - 1.
constexpr int kLanes = 8;
using Lanes = std::int16_t __attribute__((vector_size(2 * kLanes)));

// Section 9.2: which filter a lane has, as masks.
struct Filters {
    Lanes sub{}, up{}, average{}, paeth{};

    bool set(int lane, std::uint8_t number) {
        Lanes* const masks[] = {nullptr, &sub, &up, &average, &paeth};
        if (number > 4) return false;
        if (number > 0) (*masks[number])[lane] = -1;
        return true;
    }
    // Section 9.4: the neighbour nearest to left + above - corner.
    static Lanes nearest(Lanes left, Lanes above, Lanes corner) {
        const auto absolute = [](Lanes v) { return v < 0 ? -v : v; };
        const Lanes rise = above - corner, run = left - corner;
        const Lanes to_left = absolute(rise), to_above = absolute(run), to_corner = absolute(rise + run);
        const Lanes nearer = to_above < to_left ? above : left;
        const Lanes least = to_above < to_left ? to_above : to_left;
        return to_corner < least ? corner : nearer;
    }
    Lanes predict(Lanes left, Lanes above, Lanes corner) const {
        return (left & sub) | (above & up) | ((left + above) >> 1 & average) |
               (nearest(left, above, corner) & paeth);
    }
};

// `steps`: [width + kLanes - 1] filtered bytes in, pixels out, zero where a lane is outside its row.
void unfilter_lanes(const Filters& filters, const std::uint8_t* row_above, int width,
                    std::vector<Lanes>& steps) {
    Lanes left{}, corner{};
    for (int t = 0; t < width + kLanes - 1; ++t) {
        Lanes above = __builtin_shuffle(left, Lanes{}, Lanes{8, 0, 1, 2, 3, 4, 5, 6});
        above |= Lanes{static_cast<std::int16_t>(t < width ? row_above[t] : 0)};
        Lanes& step = steps[static_cast<std::size_t>(t)];
        left = (step + filters.predict(left, above, corner)) & 255;
        step = left;
        corner = above;
    }
}

// `filtered`: for each row a filter's number and the bytes. False: no such filter.
bool unfilter(const std::vector<std::uint8_t>& filtered, cv::Mat1b& pixels) {
    const int width = pixels.cols;
    std::vector<Lanes> steps(static_cast<std::size_t>(width + kLanes - 1));
    const std::vector<std::uint8_t> blank(static_cast<std::size_t>(width), 0);
    for (int y = 0; y < pixels.rows; y += kLanes) {
        const int rows = std::min(kLanes, pixels.rows - y);
        Filters filters;
        std::fill(steps.begin(), steps.end(), Lanes{});
        for (int k = 0; k < rows; ++k) {
            const std::uint8_t* in = filtered.data() + static_cast<std::ptrdiff_t>(y + k) * (width + 1);
            if (!filters.set(k, *in)) return false;
            auto* lane = reinterpret_cast<std::int16_t*>(steps.data() + k) + k;
            for (int x = 0; x < width; ++x) lane[kLanes * x] = in[x + 1];
        }
        unfilter_lanes(filters, y == 0 ? blank.data() : pixels[y - 1], width, steps);
        for (int k = 0; k < rows; ++k) {
            const auto* lane = reinterpret_cast<const std::int16_t*>(steps.data() + k) + k;
            std::uint8_t* row = pixels[y + k];
            for (int x = 0; x < width; ++x) row[x] = static_cast<std::uint8_t>(lane[kLanes * x]);
        }
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
