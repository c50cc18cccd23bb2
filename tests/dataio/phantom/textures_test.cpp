// Textures: which there are, that they can be told apart, and the manifest that they are written as.
#include "dataio/phantom/textures.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <opencv2/imgcodecs.hpp>

#include "dataio/manifest/manifest.h"
#include "tests/dataio/phantom/archive_folder.h"
#include "tests/support/refusal.h"

namespace gren::phantom::textures_test {
namespace {

TEST(Textures, all_kinds_are_equally_frequent) {
    std::array<int, kPatterns> count{};
    std::array<int, 4> of_size{};
    for (int image = 0; image < 2000; ++image) {
        const auto patterns = patterns_of(image, 3);
        ++of_size.at(patterns.size());
        EXPECT_EQ(std::ranges::adjacent_find(patterns, std::greater_equal()), patterns.end()) << "each once";
        for (std::size_t i = 0; i < patterns.size(); ++i) {
            ++count.at(static_cast<std::size_t>(patterns[i]));
        }
    }
    EXPECT_EQ(of_size[0], 0);
    for (const std::size_t size : {1U, 2U, 3U}) EXPECT_GT(of_size.at(size), 400);
    const double mean = (of_size[1] + 2.0 * of_size[2] + 3.0 * of_size[3]) / kPatterns;
    for (const int found : count) EXPECT_NEAR(found, mean, 0.15 * mean);
}

// Each is a pattern with a period: dark and light over one square of four periods, neither in all of it, and
// unlike every other pattern in its correlation with itself moved by half a period, or in its share of light.
TEST(Textures, patterns_are_dark_and_light_and_unlike) {
    constexpr int kSide = 64;
    std::array<cv::Mat1f, kPatterns> grey;
    for (int p = 0; p < kPatterns; ++p) {
        cv::Mat1f& of = grey.at(static_cast<std::size_t>(p));
        of.create(kSide, kSide);
        for (int y = 0; y < kSide; ++y)
            for (int x = 0; x < kSide; ++x) {
                const cv::Point2f place{(static_cast<float>(x) + 0.5F) / 16 - 2,
                                        (static_cast<float>(y) + 0.5F) / 16 - 2};
                of(y, x) = grey_at(static_cast<Pattern>(p), place, 7);
                EXPECT_GE(of(y, x), 0);
                EXPECT_LE(of(y, x), 1);
            }
        const double light = cv::mean(of)[0];
        EXPECT_GT(light, 0.1) << kPatternNames.at(static_cast<std::size_t>(p));
        EXPECT_LT(light, 0.9) << kPatternNames.at(static_cast<std::size_t>(p));
    }
    for (std::size_t a = 0; a < kPatterns; ++a)
        for (std::size_t b = 0; b < a; ++b)
            EXPECT_GT(cv::norm(grey.at(a), grey.at(b), cv::NORM_L1) / (kSide * kSide), 0.15)
                << kPatternNames.at(a) << " and " << kPatternNames.at(b);
}

TEST(Textures, the_archive_is_a_manifest_with_these_labels) {
    const ArchiveFolder folder;
    const TextureOptions options{.images = 12, .size = 64, .seed = 3};
    write_texture_archive(folder.path(), options);
    const Archive archive = read_manifest(folder.path(), false);
    EXPECT_EQ(archive.classes, (std::vector<std::string>(kPatternNames.begin(), kPatternNames.end())));
    ASSERT_EQ(archive.radiographs.size(), 12U);
    for (std::size_t image = 0; image < 12; ++image) {
        const Radiograph& radiograph = archive.radiographs[image];
        std::vector<std::uint8_t> expected(kPatterns, kLabelAbsent);
        for (const Pattern pattern : patterns_of(static_cast<int>(image), 3))
            expected[static_cast<std::size_t>(pattern)] = kLabelPresent;
        EXPECT_EQ(radiograph.label, expected) << radiograph.name;
        EXPECT_TRUE(radiograph.boxes.empty());
        const cv::Mat1b film =
            cv::imread((folder.path() / "images" / radiograph.name).string(), cv::IMREAD_UNCHANGED);
        EXPECT_EQ(cv::norm(film, draw_textures(static_cast<int>(image), 64, 3), cv::NORM_INF), 0);
    }
}

TEST(Textures, same_options_same_bytes) {
    const ArchiveFolder once, again, other;
    write_texture_archive(once.path(), {.images = 4, .size = 64, .seed = 1});
    write_texture_archive(again.path(), {.images = 4, .size = 64, .seed = 1});
    write_texture_archive(other.path(), {.images = 4, .size = 64, .seed = 2});
    EXPECT_EQ(files_of(once.path()), files_of(again.path()));
    EXPECT_NE(files_of(once.path()), files_of(other.path()));
    expect_data_error([&] { write_texture_archive(once.path(), {}); }, {"is not empty"});
}

}  // namespace
}  // namespace gren::phantom::textures_test
