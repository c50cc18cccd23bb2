#include "dataio/lungs/region_masks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opencv2/imgcodecs.hpp>

#include "dataio/data_error.h"
#include "dataio/lungs/lung_source.h"
#include "dataio/sample.h"
#include "tests/support/refusal.h"
#include "tests/support/scratch_folder.h"

namespace gren::region_masks_test {
namespace {

// The left lung covers rows 10 to 39, the right rows 20 to 51: 32, which three do not divide.
cv::Mat1b two_lungs() {
    cv::Mat1b lungs(64, 64, std::uint8_t{0});
    lungs(cv::Rect(36, 10, 16, 30)) = kLeftLung;
    lungs(cv::Rect(8, 20, 16, 32)) = kRightLung;
    return lungs;
}

}  // namespace

TEST(Regions, have_the_names_and_sides_of_their_scheme) {
    EXPECT_THAT(region_names(RegionScheme::lungs), testing::ElementsAre("left lung", "right lung"));
    EXPECT_EQ(region_names(RegionScheme::thirds).size(), 6u);
    const auto lobes = region_names(RegionScheme::lobes);
    EXPECT_EQ(side_bits(lobes, false), 0b00011);  // the left lung has no middle lobe
    EXPECT_EQ(side_bits(lobes, true), 0b11100);
    for (const auto scheme : {RegionScheme::lungs, RegionScheme::thirds, RegionScheme::lobes})
        EXPECT_TRUE(are_regions(region_names(scheme)));
    EXPECT_EQ(region_scheme_from("thirds"), RegionScheme::thirds);
    expect_data_error([] { region_scheme_from("zones"); },
                      {"unknown regions 'zones', expected lungs, thirds or lobes"});
}

TEST(Zones, are_thirds_of_each_lungs_own_height) {
    const auto zones = zones_of(two_lungs());
    for (int row = 0; row < 64; ++row) {
        const int left = row < 10 || row > 39 ? 0 : row < 20 ? 1 : row < 30 ? 2 : 4;
        const int right = row < 20 || row > 51 ? 0 : row < 30 ? 8 : row < 41 ? 16 : 32;
        EXPECT_EQ(zones(row, 40), left) << row;
        EXPECT_EQ(zones(row, 10), right) << row;
        EXPECT_EQ(zones(row, 30), 0) << row;
    }
}

TEST(Zones, of_lungs_that_overlap_keep_both) {
    auto lungs = two_lungs();
    lungs(cv::Rect(8, 20, 44, 4)) = kLeftLung | kRightLung;
    EXPECT_EQ(whole_lungs(zones_of(lungs), region_names(RegionScheme::thirds))(22, 30),
              kLeftLung | kRightLung);
}

TEST(Zones, together_are_the_lungs) {
    const auto names = region_names(RegionScheme::thirds);
    EXPECT_EQ(cv::countNonZero(whole_lungs(zones_of(two_lungs()), names) != two_lungs()), 0);
}

TEST(ImplausibleRegions, name_what_is_wrong) {
    const auto zones = zones_of(two_lungs());
    EXPECT_EQ(implausible_regions(zones, RegionScheme::thirds), std::nullopt);
    cv::Mat1b without = zones.clone();
    without.setTo(0, zones == 16);
    EXPECT_EQ(implausible_regions(without, RegionScheme::thirds), "right middle zone missing");
    cv::Mat1b one_lung = zones.clone();
    one_lung.setTo(0, zones < 8);
    EXPECT_EQ(implausible_regions(one_lung, RegionScheme::thirds), "left lung missing");
    cv::Mat1b turned;
    cv::rotate(two_lungs(), turned, cv::ROTATE_90_CLOCKWISE);
    EXPECT_EQ(implausible_regions(turned, RegionScheme::lungs), std::nullopt);
    EXPECT_EQ(implausible_regions(zones_of(turned), RegionScheme::thirds), "zones of lungs on their side");
}

TEST(PngLobes, are_taken_as_they_are_and_other_values_are_refused) {
    const ScratchFolder folder;
    cv::Mat1b mask(8, 8, std::uint8_t{0});
    mask(0, 0) = 1, mask(1, 1) = 2 | 1, mask(2, 2) = 16, mask(3, 3) = 3;
    cv::imwrite(folder.path() / "a.png", mask);
    mask(4, 4) = 32;
    cv::imwrite(folder.path() / "b.png", mask);
    const auto source = make_png_lungs(folder.path(), nullptr, RegionScheme::lobes);
    mask(4, 4) = 0;
    const cv::Mat1b image(8, 8, std::uint8_t{9});
    EXPECT_EQ(cv::countNonZero(source->lungs("a.jpg", image) != mask), 0);
    expect_data_error([&] { source->lungs("b.jpg", image); }, {"b.png: found the pixel value 32"});
}

}  // namespace gren::region_masks_test
