#include "dataio/tiff.h"

#include <fmt/format.h>
#include <tiffio.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <opencv2/imgproc.hpp>
#include <string>

#include "dataio/data_error.h"

namespace gren {
namespace {

constexpr tmsize_t kMostAtOnce = 8 * kMostPixels;  // bytes: four samples of 16 bits a pixel

// What libtiff asks of a file, answered from memory. It is mapped, so that libtiff copies none of it.
struct Bytes {
    std::string_view all;
    std::uint64_t at = 0;

    static Bytes& of(thandle_t handle) { return *static_cast<Bytes*>(handle); }
    static tmsize_t read(thandle_t handle, void* to, tmsize_t count) {
        Bytes& bytes = of(handle);
        if (count < 0 || bytes.at >= bytes.all.size()) return 0;
        const auto here =
            std::min<std::uint64_t>(static_cast<std::uint64_t>(count), bytes.all.size() - bytes.at);
        std::memcpy(to, bytes.all.data() + bytes.at, here);
        bytes.at += here;
        return static_cast<tmsize_t>(here);
    }
    static tmsize_t write(thandle_t, void*, tmsize_t) { return 0; }
    static toff_t seek(thandle_t handle, toff_t offset, int from) {
        Bytes& bytes = of(handle);
        bytes.at = offset + (from == SEEK_CUR ? bytes.at : from == SEEK_END ? bytes.all.size() : 0);
        return bytes.at;
    }
    static int close(thandle_t) { return 0; }
    static toff_t size(thandle_t handle) { return of(handle).all.size(); }
    static int map(thandle_t handle, void** base, toff_t* count) {
        *base = const_cast<char*>(of(handle).all.data());  // mode "r": libtiff only reads it
        *count = of(handle).all.size();
        return 1;
    }
    static void unmap(thandle_t, void*, toff_t) {}
};

int say_nothing(TIFF*, void*, const char*, const char*, va_list) {
    return 1;
}

using TiffHandle = std::unique_ptr<TIFF, decltype(&TIFFClose)>;

TiffHandle open(Bytes& bytes) {
    const std::unique_ptr<TIFFOpenOptions, decltype(&TIFFOpenOptionsFree)> options(TIFFOpenOptionsAlloc(),
                                                                                   TIFFOpenOptionsFree);
    TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), kMostAtOnce);
    TIFFOpenOptionsSetErrorHandlerExtR(options.get(), say_nothing, nullptr);
    TIFFOpenOptionsSetWarningHandlerExtR(options.get(), say_nothing, nullptr);
    return {TIFFClientOpenExt("", "r", &bytes, Bytes::read, Bytes::write, Bytes::seek, Bytes::close,
                              Bytes::size, Bytes::map, Bytes::unmap, options.get()),
            TIFFClose};
}

struct Layout {
    std::uint32_t width = 0, height = 0;
    std::uint16_t bits = 1, samples = 1, format = SAMPLEFORMAT_UINT, planes = PLANARCONFIG_CONTIG,
                  compression = COMPRESSION_NONE, photometric = 0xFFFF, orientation = ORIENTATION_TOPLEFT;
};

Layout layout_of(TIFF* tiff) {
    Layout layout;
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &layout.width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &layout.height);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &layout.bits);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &layout.samples);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &layout.format);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &layout.planes);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &layout.compression);
    TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &layout.photometric);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_ORIENTATION, &layout.orientation);
    return layout;
}

// The rest of a sentence; empty where the layout is one that is decoded.
std::string why_not(const Layout& layout, std::uint32_t pages) {
    const std::int64_t width = layout.width, height = layout.height;
    if (width < 1 || height < 1) return "is a TIFF without an image";
    if (width > kMostPixels || height > kMostPixels || width * height > kMostPixels)
        return fmt::format("has {}×{} pixels, expected at most {}; scale it down first", width, height,
                           kMostPixels);
    if (pages != 1)
        return fmt::format("is a TIFF of {} pages, expected one; write each to a file of its own", pages);
    if ((layout.bits != 8 && layout.bits != 16) || layout.format != SAMPLEFORMAT_UINT)
        return fmt::format("is a TIFF of {} bits{}, expected 8 or 16 bits without sign", layout.bits,
                           layout.format == SAMPLEFORMAT_UINT ? "" : " with a sign or floating point");
    const bool is_grey =
        (layout.photometric == PHOTOMETRIC_MINISBLACK || layout.photometric == PHOTOMETRIC_MINISWHITE) &&
        layout.samples == 1;
    const bool is_color = layout.photometric == PHOTOMETRIC_RGB &&
                          (layout.samples == 3 || layout.samples == 4) &&
                          layout.planes == PLANARCONFIG_CONTIG;
    if (!is_grey && !is_color)
        return fmt::format(
            "is a TIFF of {} samples a pixel and photometric interpretation {}, expected grey, or RGB "
            "whose samples lie together",
            layout.samples, layout.photometric);
    constexpr std::uint16_t kRead[] = {COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE,
                                       COMPRESSION_DEFLATE, COMPRESSION_PACKBITS};
    if (std::ranges::find(kRead, layout.compression) == std::end(kRead))
        return fmt::format("is a TIFF of compression {}, expected none, LZW, deflate or PackBits",
                           layout.compression);
    if (layout.orientation != ORIENTATION_TOPLEFT)
        return fmt::format(
            "is a TIFF whose orientation is {}, expected 1: rows from the top, columns from the left",
            layout.orientation);
    return "";
}

bool read_rows(TIFF* tiff, cv::Mat& stored) {
    if (TIFFScanlineSize64(tiff) != static_cast<std::uint64_t>(stored.cols) * stored.elemSize()) return false;
    for (int row = 0; row < stored.rows; ++row)
        if (TIFFReadScanline(tiff, stored.ptr(row), static_cast<std::uint32_t>(row), 0) != 1) return false;
    return true;
}

bool read_tiles(TIFF* tiff, cv::Mat& stored) {
    std::uint32_t width = 0, height = 0;
    TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &width);
    TIFFGetField(tiff, TIFFTAG_TILELENGTH, &height);
    if (width < 1 || height < 1 || width > kMostPixels || height > kMostPixels / width) return false;
    cv::Mat tile(static_cast<int>(height), static_cast<int>(width), stored.type());
    const auto bytes = static_cast<tmsize_t>(tile.total() * tile.elemSize());
    if (TIFFTileSize(tiff) != bytes) return false;
    for (int y = 0; y < stored.rows; y += tile.rows)
        for (int x = 0; x < stored.cols; x += tile.cols) {
            const auto number =
                TIFFComputeTile(tiff, static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y), 0, 0);
            if (TIFFReadEncodedTile(tiff, number, tile.data, bytes) != bytes) return false;
            const cv::Rect inside(0, 0, std::min(tile.cols, stored.cols - x),
                                  std::min(tile.rows, stored.rows - y));
            tile(inside).copyTo(stored(inside + cv::Point(x, y)));
        }
    return true;
}

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& found) {
    throw UnreadableImage(fmt::format("{} {}", file.string(), found));
}

}  // namespace

DecodedImage decode_tiff(const std::filesystem::path& file, std::string_view bytes) {
    constexpr const char* kDamaged = "is a damaged or truncated TIFF; fetch it again";
    Bytes memory{bytes};
    const auto tiff = open(memory);
    if (!tiff) refuse(file, kDamaged);
    const Layout layout = layout_of(tiff.get());
    if (const auto reason = why_not(layout, TIFFNumberOfDirectories(tiff.get())); !reason.empty())
        refuse(file, reason);
    cv::Mat stored(static_cast<int>(layout.height), static_cast<int>(layout.width),
                   CV_MAKETYPE(layout.bits == 8 ? CV_8U : CV_16U, layout.samples));
    if (!(TIFFIsTiled(tiff.get()) ? read_tiles(tiff.get(), stored) : read_rows(tiff.get(), stored)))
        refuse(file, kDamaged);
    cv::Mat grey = stored;
    if (layout.samples > 1)
        cv::cvtColor(stored, grey, layout.samples == 3 ? cv::COLOR_RGB2GRAY : cv::COLOR_RGBA2GRAY);
    cv::Mat1b shown = grey_of_8_bits(grey);
    if (layout.photometric == PHOTOMETRIC_MINISWHITE) cv::bitwise_not(shown, shown);
    return {shown, layout.samples, layout.bits};
}

DeclaredSize tiff_size(std::string_view bytes) {
    Bytes memory{bytes};
    const auto tiff = open(memory);
    const Layout layout = tiff ? layout_of(tiff.get()) : Layout{};
    return {.width = layout.width, .height = layout.height};
}

}  // namespace gren
