#include "dataio/hashes/perceptual_hash.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numbers>
#include <opencv2/img_hash.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "dataio/regions.h"
#include "dataio/sample.h"
#include "tests/support/refusal.h"

namespace gren::perceptual_hash_test {
namespace {

const std::filesystem::path kGolden = GREN_GOLDEN_DIR;

// phash.json: imagehash.phash of the images stacked in a strip (tests/golden/perceptual_hash.py).
struct GoldenImage {
    cv::Mat1b pixels;
    std::uint64_t hash = 0;
};

std::vector<GoldenImage> golden_images(const std::string& strip_file, const std::string& key, int height) {
    const nlohmann::json json = nlohmann::json::parse(std::ifstream(kGolden / "phash.json"));
    const cv::Mat1b strip = cv::imread(kGolden / strip_file, cv::IMREAD_GRAYSCALE);
    std::vector<GoldenImage> images;
    for (const std::string& hex : json.at(key).get<std::vector<std::string>>()) {
        const int top = height * static_cast<int>(images.size());
        images.push_back({strip.rowRange(top, top + height), std::stoull(hex, nullptr, 16)});
    }
    return images;
}

TEST(PerceptualHash, dct32_median_is_imagehash_on_32_by_32) {
    const auto images = golden_images("phash32.png", "32x32", 32);
    ASSERT_EQ(images.size(), 20u);
    for (const GoldenImage& image : images) {
        EXPECT_EQ(perceptual_hash(image.pixels, HashVariant::dct32_median), image.hash);
    }
}

// Beyond 32×32 only the resizing differs: areas here, Lanczos there.
TEST(PerceptualHash, dct32_median_is_near_imagehash_on_larger_images) {
    const auto images = golden_images("phash_large.png", "150x110", 150);
    ASSERT_EQ(images.size(), 8u);
    for (const GoldenImage& image : images) {
        EXPECT_LE(std::popcount(perceptual_hash(image.pixels, HashVariant::dct32_median) ^ image.hash), 2);
    }
}

TEST(PerceptualHash, opencv_is_opencvs_class) {
    for (const GoldenImage& image : golden_images("phash_large.png", "150x110", 150)) {
        cv::Mat1b bytes;
        cv::img_hash::PHash::create()->compute(image.pixels, bytes);
        std::uint64_t expected = 0;
        for (int i = 0; i < 8; ++i) expected |= std::uint64_t{bytes(0, i)} << (8 * (7 - i));
        EXPECT_EQ(perceptual_hash(image.pixels, HashVariant::opencv), expected);
    }
}

// Orthonormal DCT-II by its definition, then bits above the mean of all 64.
std::uint64_t naive_released(const cv::Mat1b& image) {
    std::array<double, 64> coefficients{};
    double sum = 0;
    for (int u = 0; u < 8; ++u) {
        for (int v = 0; v < 8; ++v) {
            double c = 0;
            for (int y = 0; y < 8; ++y) {
                for (int x = 0; x < 8; ++x) {
                    c += image(y, x) * std::cos(std::numbers::pi * (2 * y + 1) * u / 16) *
                         std::cos(std::numbers::pi * (2 * x + 1) * v / 16);
                }
            }
            c *= (u == 0 ? std::sqrt(1. / 8) : 0.5) * (v == 0 ? std::sqrt(1. / 8) : 0.5);
            coefficients[static_cast<std::size_t>(8 * u + v)] = c;
            sum += c;
        }
    }
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < 64; ++i) {
        if (coefficients[i] > sum / 64) bits |= std::uint64_t{1} << (63 - i);
    }
    return bits;
}

TEST(PerceptualHash, released_is_its_definition) {
    for (const GoldenImage& image : golden_images("phash32.png", "32x32", 32)) {
        const cv::Mat1b corner = image.pixels(cv::Rect(5, 9, 8, 8));
        EXPECT_EQ(perceptual_hash(corner, HashVariant::released), naive_released(corner));
        cv::Mat1b small;
        cv::resize(image.pixels, small, {8, 8}, 0, 0, cv::INTER_CUBIC);
        EXPECT_EQ(perceptual_hash(image.pixels, HashVariant::released), naive_released(small));
    }
}

TEST(PerceptualHash, names_of_variants) {
    EXPECT_EQ(to_string(HashVariant::dct32_median), "dct32-median");
    EXPECT_EQ(to_string(HashVariant::opencv), "opencv");
    EXPECT_EQ(to_string(HashVariant::released), "released");
    EXPECT_EQ(hash_variant_from("dct32-median"), HashVariant::dct32_median);
    EXPECT_EQ(hash_variant_from("opencv"), HashVariant::opencv);
    EXPECT_EQ(hash_variant_from("released"), HashVariant::released);
    expect_data_error([] { hash_variant_from("phash"); },
                      {"unknown hash 'phash'", "expected dct32-median, opencv or released"});
}

// An image of noise in which two lungs, no rectangles, take columns 10..49 and 70..99.
const auto kLungs = region_names(RegionScheme::lungs);

class LungHashes : public ::testing::Test {
  protected:
    LungHashes() {
        cv::theRNG().state = 5;
        cv::randu(image_, 1, 256);
        cv::ellipse(lungs_, {30, 60}, {20, 40}, 0, 0, 360, kRightLung, cv::FILLED);
        cv::ellipse(lungs_, {85, 50}, {15, 30}, 0, 0, 360, kLeftLung, cv::FILLED);
    }

    // What is hashed, pixel by pixel: rows and columns of the mask's extent, zero outside the mask.
    cv::Mat1b region(std::uint8_t lung, bool crop, bool mirror) const {
        int top = 120, bottom = -1, left = 110, right = -1;
        for (int y = 0; y < 120; ++y) {
            for (int x = 0; x < 110; ++x) {
                if (!(lungs_(y, x) & lung)) continue;
                top = std::min(top, y), bottom = std::max(bottom, y);
                left = std::min(left, x), right = std::max(right, x);
            }
        }
        if (!crop) top = left = 0, bottom = 119, right = 109;
        cv::Mat1b out(bottom - top + 1, right - left + 1);
        for (int y = top; y <= bottom; ++y) {
            for (int x = left; x <= right; ++x) {
                const std::uint8_t value = lungs_(y, x) & lung ? image_(y, x) : std::uint8_t{0};
                out(y - top, mirror ? right - x : x - left) = value;
            }
        }
        return out;
    }

    void expect(const HashOptions& options) const {
        const auto hashes = region_hashes(image_, lungs_, kLungs, options);
        EXPECT_EQ(hashes[0],
                  perceptual_hash(region(kLeftLung, options.crop_to_lung, false), options.variant));
        EXPECT_EQ(hashes[1], perceptual_hash(region(kRightLung, options.crop_to_lung, options.mirror_right),
                                             options.variant));
    }

    cv::Mat1b image_ = cv::Mat1b(120, 110);
    cv::Mat1b lungs_ = cv::Mat1b(120, 110, std::uint8_t{0});
};

TEST_F(LungHashes, regions_by_every_option) {
    for (const HashVariant variant :
         {HashVariant::dct32_median, HashVariant::opencv, HashVariant::released}) {
        for (const bool crop : {true, false}) {
            for (const bool mirror : {true, false}) expect({variant, crop, mirror});
        }
    }
}

TEST_F(LungHashes, pixels_outside_the_lungs_do_not_matter) {
    const auto before = region_hashes(image_, lungs_, kLungs, {});
    image_.setTo(200, lungs_ == 0);
    EXPECT_EQ(region_hashes(image_, lungs_, kLungs, {}), before);
}

TEST_F(LungHashes, pixels_of_both_lungs_belong_to_both) {
    cv::rectangle(lungs_, {40, 40, 35, 30}, kLeftLung | kRightLung, cv::FILLED);
    expect({});
}

TEST_F(LungHashes, absent_lung_is_zero) {
    lungs_.setTo(0, lungs_ == kLeftLung);
    EXPECT_EQ(region_hashes(image_, lungs_, kLungs, {})[0], 0u);
    EXPECT_NE(region_hashes(image_, lungs_, kLungs, {})[1], 0u);
    lungs_.setTo(0);
    EXPECT_EQ(region_hashes(image_, lungs_, kLungs, {})[1], 0u);
}

TEST_F(LungHashes, each_region_is_hashed_for_itself) {
    const auto zones = region_names(RegionScheme::thirds);
    cv::Mat1b masks(lungs_.size(), std::uint8_t{0});
    masks.rowRange(10, 40).setTo(1), masks.rowRange(60, 90).setTo(32);
    const auto hashes = region_hashes(image_, masks, zones, {.mirror_right = true});
    cv::Mat1b lower = image_.rowRange(60, 90).clone();
    cv::flip(lower, lower, 1);
    EXPECT_EQ(hashes[0], perceptual_hash(image_.rowRange(10, 40).clone(), HashVariant::dct32_median));
    EXPECT_EQ(hashes[5], perceptual_hash(lower, HashVariant::dct32_median));
    for (const std::size_t absent : {1, 2, 3, 4}) EXPECT_EQ(hashes[absent], 0u);
}

}  // namespace
}  // namespace gren::perceptual_hash_test
