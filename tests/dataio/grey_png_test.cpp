#include "dataio/grey_png.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <opencv2/imgcodecs.hpp>
#include <random>
#include <string>
#include <vector>

namespace gren {
namespace {

using Bytes = std::vector<std::uint8_t>;

void put_number(Bytes& bytes, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<std::uint8_t>(value >> shift));
}

Bytes chunk(const std::string& type, const Bytes& data) {
    Bytes bytes, checked(type.begin(), type.end());
    checked.insert(checked.end(), data.begin(), data.end());
    put_number(bytes, static_cast<std::uint32_t>(data.size()));
    bytes.insert(bytes.end(), checked.begin(), checked.end());
    put_number(bytes,
               static_cast<std::uint32_t>(crc32(0, checked.data(), static_cast<uInt>(checked.size()))));
    return bytes;
}

Bytes zlib(const Bytes& bytes) {
    Bytes packed(compressBound(bytes.size()));
    uLongf size = packed.size();
    compress(packed.data(), &size, bytes.data(), bytes.size());
    packed.resize(size);
    return packed;
}

// Any bytes behind any filter are some image: which one, libpng says.
struct Png {
    int width = 7, height = 9;
    std::uint8_t depth = 8, colour = 0, interlace = 0;
    Bytes filtered;              // height rows of a filter's number and width bytes
    std::vector<Bytes> extra{};  // chunks between header and pixels
    std::size_t idat_bytes = 50;

    static Png random(int width, int height, std::uint32_t seed, int filters = 5) {
        Png png{.width = width, .height = height, .filtered = {}};
        std::mt19937 draw(seed);
        for (int y = 0; y < height; ++y) {
            png.filtered.push_back(static_cast<std::uint8_t>(draw() % static_cast<unsigned>(filters)));
            for (int x = 0; x < width; ++x) png.filtered.push_back(static_cast<std::uint8_t>(draw()));
        }
        return png;
    }
    Bytes bytes() const {
        Bytes file = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'}, header;
        put_number(header, static_cast<std::uint32_t>(width));
        put_number(header, static_cast<std::uint32_t>(height));
        header.insert(header.end(), {depth, colour, 0, 0, interlace});
        const auto add = [&file](const Bytes& more) { file.insert(file.end(), more.begin(), more.end()); };
        add(chunk("IHDR", header));
        for (const auto& more : extra) add(more);
        const Bytes packed = zlib(filtered);
        for (std::size_t at = 0; at < packed.size(); at += idat_bytes)
            add(chunk("IDAT",
                      Bytes(packed.begin() + static_cast<long>(at),
                            packed.begin() + static_cast<long>(std::min(at + idat_bytes, packed.size())))));
        add(chunk("IEND", {}));
        return file;
    }
};

void expect_as_libpng(const Png& png) {
    const Bytes bytes = png.bytes();
    const cv::Mat expected = cv::imdecode(bytes, cv::IMREAD_UNCHANGED);
    const auto found = decode_grey_png(bytes);
    ASSERT_TRUE(found.has_value());
    ASSERT_EQ(expected.type(), CV_8UC1);
    ASSERT_EQ(found->size(), expected.size());
    EXPECT_EQ(cv::norm(*found, expected, cv::NORM_INF), 0);
}

TEST(GreyPng, EveryFilterAndSizeAsLibpng) {
    std::uint32_t seed = 0;
    for (const int width : {1, 2, 3, 17, 64, 301})
        for (const int height : {1, 2, 5, 40}) expect_as_libpng(Png::random(width, height, ++seed));
}

TEST(GreyPng, PixelsInOneOrManyChunksAndWordsBeside) {
    for (const std::size_t idat_bytes : {1U, 2U, 1000000U}) {
        auto png = Png::random(20, 20, 7);
        png.idat_bytes = idat_bytes;
        png.extra = {chunk("gAMA", {0, 0, 177, 143}), chunk("tEXt", {'a', 0, 'b'})};
        expect_as_libpng(png);
    }
}

TEST(GreyPng, LeavesOtherKindsToTheGeneralDecoder) {
    for (const auto colour : std::vector<std::uint8_t>{2, 3, 4, 6}) {
        auto png = Png::random(7, 9, 1);
        png.colour = colour;
        EXPECT_FALSE(decode_grey_png(png.bytes())) << int{colour};
    }
    for (const auto depth : std::vector<std::uint8_t>{1, 2, 4, 16}) {
        auto png = Png::random(7, 9, 1);
        png.depth = depth;
        EXPECT_FALSE(decode_grey_png(png.bytes())) << int{depth};
    }
    auto interlaced = Png::random(7, 9, 1);
    interlaced.interlace = 1;
    EXPECT_FALSE(decode_grey_png(interlaced.bytes()));
    auto transparent = Png::random(7, 9, 1);
    transparent.extra = {chunk("tRNS", {0, 5})};
    EXPECT_FALSE(decode_grey_png(transparent.bytes()));
    const std::string jpeg = "\xFF\xD8\xFF\xE0 and so on";
    EXPECT_FALSE(decode_grey_png(Bytes(jpeg.begin(), jpeg.end())));
    EXPECT_FALSE(decode_grey_png({}));
}

TEST(GreyPng, RefusesEveryTruncationAndAFlippedBitAnywhereBehindTheMagic) {
    const Bytes whole = Png::random(7, 9, 3).bytes();
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_FALSE(decode_grey_png(std::span(whole.data(), size))) << size;
    for (std::size_t at = 8; at < whole.size(); ++at) {
        Bytes flipped = whole;
        flipped[at] ^= 4;
        EXPECT_FALSE(decode_grey_png(flipped)) << at;
    }
}

TEST(GreyPng, RefusesPixelsTooFewTooManyOfNoFilterOrBeyondAllSizes) {
    auto png = Png::random(7, 9, 4);
    png.filtered.pop_back();
    EXPECT_FALSE(decode_grey_png(png.bytes()));
    png.filtered.insert(png.filtered.end(), {1, 2});
    EXPECT_FALSE(decode_grey_png(png.bytes()));
    png = Png::random(7, 9, 4);
    png.filtered[8] = 5;
    EXPECT_FALSE(decode_grey_png(png.bytes()));
    png.width = 2'000'000'000;
    EXPECT_FALSE(decode_grey_png(png.bytes()));
    png.width = 0;
    EXPECT_FALSE(decode_grey_png(png.bytes()));
}

}  // namespace
}  // namespace gren
