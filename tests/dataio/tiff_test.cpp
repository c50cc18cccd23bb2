#include "dataio/tiff.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <opencv2/imgcodecs.hpp>

#include "tests/dataio/golden_image.h"
#include "tests/support/refusal.h"
#include "tests/support/scratch_folder.h"

namespace gren::tiff_test {
namespace {

const std::filesystem::path kGolden = GREN_GOLDEN_DIR;

// decode_tiff.json: the grey values of files that Pillow and tests/golden/decode_tiff.py wrote, or
// what is refused.
TEST(Tiff, decodes_or_refuses_what_others_wrote) {
    const auto golden = nlohmann::json::parse(bytes_of(kGolden / "decode_tiff.json"));
    ASSERT_EQ(golden.size(), 24u);
    for (const auto& [name, expected] : golden.items()) {
        SCOPED_TRACE(name);
        const auto file = kGolden / "decode_tiff" / name;
        if (expected.contains("found")) {
            expect_data_error([&] { read_picture(file); }, {name, expected["found"].get<std::string>()});
            continue;
        }
        expect_decoded(read_picture(file), expected);
    }
}

TEST(Tiff, every_prefix_is_refused) {
    const ScratchFolder scratch;
    for (const char* name :
         {"deep_little.tif", "tiles.tif", "deep_tiff_lzw.tif", "grey_tiff_adobe_deflate.tif"}) {
        const auto whole = bytes_of(kGolden / "decode_tiff" / name);
        for (std::size_t length = 4; length < whole.size() - 4; length += 7) {
            const auto cut = scratch.write("cut.tif", whole.substr(0, length));
            EXPECT_THAT(refusal([&] { read_picture(cut); }),
                        testing::HasSubstr("cut.tif is a damaged or truncated TIFF"))
                << name << " " << length << " of " << whole.size();
        }
    }
}

// 12 bits in 16 are the same film as its 8 bits, not the black that a cast would make of them.
TEST(Tiff, twelve_bits_in_sixteen_are_no_black) {
    const ScratchFolder scratch;
    cv::Mat1b shallow(64, 64);
    for (int i = 0; i < 4096; ++i) shallow(i / 64, i % 64) = static_cast<std::uint8_t>(i / 16);
    cv::Mat1w deep(64, 64);
    for (int i = 0; i < 4096; ++i) deep(i / 64, i % 64) = static_cast<std::uint16_t>(i);
    for (const char* name : {"deep.png", "deep.tif"}) {
        cv::imwrite(scratch.path() / name, deep);
        const cv::Mat1b grey = read_picture(scratch.path() / name).grey;
        EXPECT_NEAR(cv::mean(grey)[0], cv::mean(shallow)[0], 0.5) << name;
        EXPECT_LE(cv::norm(grey, shallow, cv::NORM_INF), 1) << name;
    }
}

TEST(Tiff, sizes_are_the_headers) {
    const auto size = tiff_size(bytes_of(kGolden / "decode_tiff/rgb.tif"));
    EXPECT_EQ(size.width, 35);
    EXPECT_EQ(size.height, 21);
    EXPECT_EQ(tiff_size(std::string("II*\0", 4)).width, 0);
}

}  // namespace
}  // namespace gren::tiff_test
