#include "dataio/image.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <opencv2/imgcodecs.hpp>
#include <random>

#include "tests/dataio/golden_image.h"
#include "tests/support/refusal.h"
#include "tests/support/scratch_folder.h"

namespace gren::image_test {
namespace {

const std::filesystem::path kGolden = GREN_GOLDEN_DIR;

std::string contents(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

// decode.json: the grey values of files that Pillow wrote (tests/golden/decode.py).
TEST(Image, decodes_what_pillow_wrote) {
    const nlohmann::json golden = nlohmann::json::parse(contents(kGolden / "decode.json"));
    ASSERT_EQ(golden.size(), 12u);
    for (const auto& [name, expected] : golden.items()) {
        SCOPED_TRACE(name);
        expect_decoded(read_picture(kGolden / "decode" / name), expected);
    }
}

TEST(Image, equal_channels_keep_their_value) {
    const DecodedImage decoded = read_picture(kGolden / "decode" / "rgba_equal.png");
    for (int value = 0; value < 256; ++value) EXPECT_EQ(decoded.grey(value / 16, value % 16), value);
}

TEST(Image, deep_equal_channels_keep_their_value) {
    const ScratchFolder scratch;
    cv::Mat_<cv::Vec<std::uint16_t, 3>> stored(16, 16);
    for (int i = 0; i < 256; ++i) {
        stored(i / 16, i % 16) = cv::Vec<std::uint16_t, 3>::all(static_cast<std::uint16_t>(257 * i));
    }
    cv::imwrite(scratch.path() / "deep.png", stored);
    const DecodedImage decoded = read_picture(scratch.path() / "deep.png");
    EXPECT_EQ(decoded.bits, 16);
    EXPECT_EQ(decoded.channels, 3);
    for (int value = 0; value < 256; ++value) EXPECT_EQ(decoded.grey(value / 16, value % 16), value);
}

TEST(Image, decodes_progressive_jpeg) {
    const ScratchFolder scratch;
    cv::Mat1b grey(40, 50);
    cv::randu(grey, 0, 256);
    cv::imwrite(scratch.path() / "p.jpg", grey,
                {cv::IMWRITE_JPEG_PROGRESSIVE, 1, cv::IMWRITE_JPEG_QUALITY, 100});
    EXPECT_LE(cv::norm(read_picture(scratch.path() / "p.jpg").grey, grey, cv::NORM_INF), 6);
}

// Every shorter prefix of a file is refused, none decoded half.
void expect_prefixes_refused(const std::string& whole, const std::string& extension) {
    const ScratchFolder scratch;
    for (std::size_t length = 8; length < whole.size(); length += 1 + whole.size() / 97) {
        const auto file = scratch.write("cut" + extension, whole.substr(0, length));
        expect_data_error([&] { read_picture(file); }, {"cut" + extension, "truncated", "expected a whole"});
    }
    const auto file = scratch.write("cut" + extension, whole.substr(0, whole.size() - 2));
    expect_data_error([&] { read_picture(file); }, {"truncated"});
}

cv::Mat1b noise() {
    cv::Mat1b grey(64, 64);
    cv::randu(grey, 0, 256);
    return grey;
}

TEST(ImageBadInput, truncated_png) {
    std::vector<std::uint8_t> bytes;
    cv::imencode(".png", noise(), bytes);
    expect_prefixes_refused({bytes.begin(), bytes.end()}, ".png");
}

// A real one's size, cut at every kilobyte and, at its end, at every byte.
TEST(ImageBadInput, png_truncated_at_every_kilobyte) {
    cv::Mat1b grey(700, 700);
    cv::randu(grey, 0, 256);
    std::vector<std::uint8_t> bytes;
    cv::imencode(".png", grey, bytes);
    const std::string whole(bytes.begin(), bytes.end());
    ASSERT_GT(whole.size(), 400'000u);
    const ScratchFolder scratch;
    for (std::size_t length = 0; length<whole.size(); length += whole.size() - length> 2048 ? 1024 : 1) {
        const auto file = scratch.write("cut.png", whole.substr(0, length));
        expect_data_error([&] { read_picture(file); }, {"cut.png", "expected a whole PNG"});
    }
}

// Headers alone, with so many pixels that decoding would ask for 400 MB; nothing stands behind them.
TEST(ImageBadInput, too_many_pixels_are_refused_by_the_header) {
    using namespace std::string_literals;
    const ScratchFolder scratch;
    const std::string png =
        "\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR\0\0\x4E\x20\0\0\x4E\x20\x08\0\0\0\0crc_\0\0\0\0IENDcrc_"s;
    const std::string jpeg =
        "\xFF\xD8\xFF\xE0\x00\x04\x00\x00\xFF\xFF\xC2\x00\x0B\x08\x4E\x20\x4E\x20\x01\x01\x11\x00\xFF\xD9"s;
    for (const auto& [name, bytes] : {std::pair("big.png", png), std::pair("big.jpg", jpeg)}) {
        const auto file = scratch.write(name, bytes);
        expect_data_error([&] { read_picture(file); },
                          {name, "has 20000×20000 pixels, expected at most 100000000"});
    }
}

TEST(ImageBadInput, as_many_pixels_as_allowed_are_decoded) {
    const ScratchFolder scratch;
    cv::imwrite(scratch.path() / "large.png", cv::Mat1b(10'000, 10'000, std::uint8_t{7}));
    EXPECT_EQ(read_picture(scratch.path() / "large.png").grey(9'999, 9'999), 7);
}

TEST(ImageBadInput, truncated_jpeg) {
    for (const int progressive : {0, 1}) {
        std::vector<std::uint8_t> bytes;
        cv::imencode(".jpg", noise(), bytes, {cv::IMWRITE_JPEG_PROGRESSIVE, progressive});
        expect_prefixes_refused({bytes.begin(), bytes.end()}, ".jpg");
    }
}

// A thumbnail inside an EXIF segment ends in an end marker of its own.
TEST(ImageBadInput, truncated_jpeg_with_thumbnail) {
    std::vector<std::uint8_t> bytes;
    cv::imencode(".jpg", noise(), bytes);
    std::string whole(bytes.begin(), bytes.end());
    using namespace std::string_literals;
    whole.insert(2, "\xFF\xE1\x00\x08thu\x00\xFF\xD9"s);
    const ScratchFolder scratch;
    EXPECT_EQ(read_picture(scratch.write("whole.jpg", whole)).grey.rows, 64);
    const auto cut = scratch.write("cut.jpg", whole.substr(0, whole.size() / 2));
    expect_data_error([&] { read_picture(cut); }, {"cut.jpg", "truncated JPEG"});
}

TEST(ImageBadInput, corrupt_png) {
    std::vector<std::uint8_t> bytes;
    cv::imencode(".png", noise(), bytes);
    for (const std::size_t at : {23u, 200u, 2000u}) {  // in IHDR's height, early and late in IDAT
        std::string damaged(bytes.begin(), bytes.end());
        damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
        const ScratchFolder scratch;
        const auto file = scratch.write("bad.png", damaged);
        expect_data_error([&] { read_picture(file); },
                          {"bad.png is corrupt", "expected a readable PNG or JPEG"});
    }
}

// Root may read anything: what it does as nobody is what others see.
class AsNobody {
  public:
    AsNobody() { EXPECT_EQ(seteuid(geteuid() == 0 ? 65534 : geteuid()), 0); }
    ~AsNobody() { EXPECT_EQ(seteuid(getuid()), 0); }
};

TEST(ImageBadInput, unreadable) {
    const ScratchFolder scratch;
    const auto file = scratch.write("locked.png", "bytes");
    std::filesystem::permissions(scratch.path(), std::filesystem::perms(0755));
    std::filesystem::permissions(file, std::filesystem::perms::none);
    const AsNobody nobody;
    expect_data_error([&] { read_picture(file); }, {"locked.png cannot be opened: Permission denied"});
}

TEST(ImageBadInput, not_an_image) {
    const ScratchFolder scratch;
    const auto refused = [&](const std::string& text, const std::string& found) {
        const auto file = scratch.write("x.png", text);
        expect_data_error([&] { read_picture(file); },
                          {"x.png", found, "expected a whole PNG, JPEG or TIFF file"});
    };
    refused("", "is empty (zero bytes)");
    refused("hello", "is neither PNG nor JPEG nor TIFF");
    refused(std::string(128, '\0') + "DICM" + std::string(400, 'x'), "is a DICOM file");
    expect_data_error([&] { read_picture(scratch.path() / "absent.png"); }, {"absent.png cannot be opened"});
    expect_data_error([&] { read_picture(scratch.path()); }, {scratch.path().string() + " cannot be opened"});
}

TEST(Image, shrinking_averages_areas) {
    cv::Mat1b image(12, 18);
    for (int i = 0; i < 12 * 18; ++i) image(i / 18, i % 18) = static_cast<std::uint8_t>((i * 37) % 251);
    const int size = 6;  // blocks of 2×3
    const cv::Mat1b small = resize_to_square(image, size);
    ASSERT_EQ(small.size(), cv::Size(size, size));
    for (int row = 0; row < size; ++row) {
        for (int column = 0; column < size; ++column) {
            double sum = 0;
            for (int i = 0; i < 6; ++i) sum += image(2 * row + i / 3, 3 * column + i % 3);
            EXPECT_NEAR(small(row, column), sum / 6, 0.51);
        }
    }
}

TEST(Image, growing_interpolates) {
    const cv::Mat1b image = (cv::Mat1b(1, 2) << 0, 100);
    const cv::Mat1b grown = resize_to_square(image, 4);
    for (int row = 0; row < 4; ++row) {  // pixel centers at 0.25, 0.75, 1.25, 1.75 of 2
        EXPECT_EQ(grown(row, 0), 0);
        EXPECT_EQ(grown(row, 1), 25);
        EXPECT_EQ(grown(row, 2), 75);
        EXPECT_EQ(grown(row, 3), 100);
    }
}

TEST(Image, resizing_to_its_own_size_changes_nothing) {
    const cv::Mat1b image = noise();
    EXPECT_EQ(cv::norm(resize_to_square(image, 64), image, cv::NORM_INF), 0);
}

}  // namespace
}  // namespace gren::image_test
