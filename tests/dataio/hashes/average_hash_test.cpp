#include "dataio/hashes/average_hash.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <opencv2/imgcodecs.hpp>
#include <string>

namespace gren::average_hash_test {
namespace {

const std::filesystem::path kGolden = GREN_GOLDEN_DIR;

// image_hashes.json: imagehash.average_hash of the 16×16 means (tests/golden/image_hashes.py).
TEST(AverageHash, IsImagehashs) {
    const auto golden = nlohmann::json::parse(std::ifstream(kGolden / "image_hashes.json")).at("average");
    const cv::Mat1b strip = cv::imread(kGolden / "average.png", cv::IMREAD_GRAYSCALE);
    ASSERT_EQ(golden.size(), 9U);
    for (int i = 0; i < 9; ++i) {
        const auto hash = average_hash(strip.rowRange(80 * i, 80 * (i + 1)));
        for (std::size_t word = 0; word < 4; ++word) {
            const std::string hex = golden.at(static_cast<std::size_t>(i)).at(word);
            EXPECT_EQ(hash[word], std::stoull(hex, nullptr, 16)) << "image " << i << " word " << word;
        }
    }
}

TEST(AverageHash, BitsAreInTheOrderOfRows) {
    cv::Mat1b image(16, 16, std::uint8_t{0});
    image(0, 0) = image(0, 3) = image(4, 1) = image(15, 15) = 9;
    EXPECT_THAT(average_hash(image), testing::ElementsAre(0b1001U, 0b10U, 0U, std::uint64_t{1} << 63));
}

// 255 pixels of 100 and one of 101: the mean is 100 and 1/256.
TEST(AverageHash, TheMeanIsNotRounded) {
    cv::Mat1b image(16, 16, std::uint8_t{100});
    image(0, 5) = 101;
    EXPECT_THAT(average_hash(image), testing::ElementsAre(1U << 5, 0U, 0U, 0U));
    image.setTo(101);
    image(0, 5) = 100;
    EXPECT_THAT(average_hash(image), testing::ElementsAre(~(std::uint64_t{1} << 5), ~std::uint64_t{0},
                                                          ~std::uint64_t{0}, ~std::uint64_t{0}));
}

}  // namespace
}  // namespace gren::average_hash_test
