#include "dataio/hashes/block_hashes.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <opencv2/imgcodecs.hpp>

namespace gren::block_hashes_test {
namespace {

const std::filesystem::path kGolden = GREN_GOLDEN_DIR;

// image_hashes.json: imagehash.phash of the blocks (tests/golden/image_hashes.py).
TEST(BlockHashes, AreImagehashsOfEachBlock) {
    const auto golden = nlohmann::json::parse(std::ifstream(kGolden / "image_hashes.json")).at("blocks");
    const cv::Mat1b strip = cv::imread(kGolden / "blocks.png", cv::IMREAD_GRAYSCALE);
    ASSERT_EQ(golden.size(), 3U);
    for (int i = 0; i < 3; ++i) {
        const cv::Mat1b image = strip.rowRange(320 * i, 320 * (i + 1));
        const auto hashes = block_hashes(image, HashVariant::dct32_median);
        for (std::size_t block = 0; block < 10; ++block) {
            const std::string hex = golden.at(static_cast<std::size_t>(i)).at(block);
            EXPECT_EQ(hashes[block], std::stoull(hex, nullptr, 16)) << "image " << i << " block " << block;
        }
    }
}

// ⌊i·33/5⌋ = 0, 6, 13, 19, 26, 33 and ⌊j·33/2⌋ = 0, 16, 33.
TEST(BlockHashes, BordersLieBetweenPixelsWhereTheSideIsNoMultiple) {
    EXPECT_THAT(image_blocks(33), testing::ElementsAre(cv::Rect(0, 0, 16, 6), cv::Rect(16, 0, 17, 6),    //
                                                       cv::Rect(0, 6, 16, 7), cv::Rect(16, 6, 17, 7),    //
                                                       cv::Rect(0, 13, 16, 6), cv::Rect(16, 13, 17, 6),  //
                                                       cv::Rect(0, 19, 16, 7), cv::Rect(16, 19, 17, 7),  //
                                                       cv::Rect(0, 26, 16, 7), cv::Rect(16, 26, 17, 7)));
}

TEST(BlockHashes, BlocksTileAnImageOfAnySide) {
    for (const int side : {5, 31, 32, 64, 224, 256, 512, 1024}) {
        cv::Mat1b seen(side, side, std::uint8_t{0});
        for (const cv::Rect& block : image_blocks(side)) seen(block) += 1;
        EXPECT_EQ(cv::countNonZero(seen == 1), side * side) << side;
    }
}

TEST(BlockHashes, EachIsThePerceptualHashOfItsPixelsByEveryVariant) {
    cv::Mat1b image(33, 33);
    cv::theRNG().state = 7;
    cv::randu(image, 0, 256);
    for (const auto variant : {HashVariant::dct32_median, HashVariant::opencv, HashVariant::released}) {
        const auto hashes = block_hashes(image, variant);
        EXPECT_EQ(hashes[3], perceptual_hash(image({16, 6, 17, 7}), variant));
        EXPECT_EQ(hashes[8], perceptual_hash(image({0, 26, 16, 7}), variant));
    }
}

}  // namespace
}  // namespace gren::block_hashes_test
