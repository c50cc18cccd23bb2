#include "src/inspect/contact_sheet.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/dataio/small_dataset.h"

namespace gren::contact_sheet_test {
namespace {

using testing::ElementsAre;
using Tile = ContactTile;

constexpr int kSide = 32;  // a pixel of the image is 10×10 of the tile's

struct Drawn {
    SampleInfo info{.name = "a.png",
                    .patient = "1",
                    .original_height = 9,
                    .original_width = 8,
                    .label = {1, 0},
                    .boxes = {},
                    .acquisition = {},
                    .alignment = {}};
    DatasetTraits traits{kSide, {"Mass", "Nodule"}, "", ""};
    cv::Mat1b image = cv::Mat1b(kSide, kSide, std::uint8_t{100}),
              lungs = cv::Mat1b(kSide, kSide, std::uint8_t{0});

    cv::Mat3b tile() const { return contact_tile(info, traits, image, lungs); }
    cv::Vec3b at_image(int x, int y) const {
        return tile()(cv::Point(x, y) * 10 + Tile::image() + cv::Point(5, 5));
    }
};

bool bright(const cv::Vec3b& color) {
    return cv::sum(color)[0] > 600;
}

TEST(ContactTile, ShowsTheImage) {
    Drawn drawn;
    drawn.image(7, 20) = 200;
    EXPECT_EQ(drawn.at_image(3, 3), cv::Vec3b(100, 100, 100));
    EXPECT_GT(drawn.at_image(20, 7)[0], 150);
}

TEST(ContactTile, OutlinesThePatientsLeftLungInBlueAndTheRightInOrange) {
    Drawn drawn;
    drawn.lungs(cv::Rect(20, 4, 8, 20)) = kLeftLung;
    drawn.lungs(cv::Rect(4, 4, 8, 20)) = kRightLung;
    const auto tile = drawn.tile();
    const auto left_edge = tile(cv::Point(200, 140) + Tile::image());
    const auto right_edge = tile(cv::Point(40, 140) + Tile::image());
    EXPECT_GT(left_edge[0], left_edge[2]);  // blue first, red last
    EXPECT_GT(right_edge[2], right_edge[0]);
    EXPECT_EQ(drawn.at_image(24, 14), cv::Vec3b(100, 100, 100))
        << "inside an outline the image stays as it is";
}

TEST(ContactTile, FramesABoxInGreenWhereItIs) {
    Drawn drawn;
    drawn.info.boxes = {{0, 8, 10, 12, 6}};
    const auto tile = drawn.tile();
    for (const cv::Point corner :
         {cv::Point(80, 100), cv::Point(200, 100), cv::Point(80, 160), cv::Point(200, 160)}) {
        cv::Vec3b greenest;
        for (int x = -3; x <= 3; ++x)
            for (int y = -3; y <= 3; ++y)
                if (const auto c = tile(corner + Tile::image() + cv::Point(x, y)); c[1] > greenest[1])
                    greenest = c;
        EXPECT_GT(greenest[1], greenest[0] + 80) << corner;
    }
    EXPECT_EQ(drawn.at_image(14, 13), cv::Vec3b(100, 100, 100));
}

TEST(ContactTile, DrawsEveryBitOfBothHashesInItsPlace) {
    Drawn drawn;
    drawn.info.hash = {0x8000000000000001U,
                       0x00ff000000000000U};  // left: first and last bit; right: second row
    const auto tile = drawn.tile();
    for (int row = 0; row < 8; ++row)
        for (int column = 0; column < 8; ++column) {
            const cv::Point middle(column * Tile::kCell + Tile::kCell / 2,
                                   row * Tile::kCell + Tile::kCell / 2);
            EXPECT_EQ(bright(tile(Tile::left_hash() + middle)),
                      (row == 0 && column == 0) || (row == 7 && column == 7));
            EXPECT_EQ(bright(tile(Tile::right_hash() + middle)), row == 1);
        }
}

TEST(ContactTile, DrawsTheHashesOfZonesSmallerInTheirLungsPlace) {
    Drawn drawn;
    drawn.traits.regions = region_names(RegionScheme::thirds);
    drawn.info.hash = {0, 0, 0x8000000000000000U, ~0ULL, 0, 0};  // left lower: first bit; right upper: all
    const auto tile = drawn.tile();
    const cv::Point first(1, 1), second_row(0, Tile::kHash / 2);
    EXPECT_TRUE(bright(tile(Tile::left_hash() + second_row + first)));
    EXPECT_FALSE(bright(tile(Tile::left_hash() + first)));
    EXPECT_TRUE(bright(tile(Tile::right_hash() + first)));
    EXPECT_FALSE(bright(tile(Tile::right_hash() + second_row + first)));
}

TEST(ContactTile, SaysInRedThatLungsAreFlagged) {
    const auto reddest = [](const Drawn& drawn) {
        int most = 0;
        for (const auto& c : drawn.tile()) most = std::max(most, c[2] - std::max(c[0], c[1]));
        return most;
    };
    Drawn drawn;
    const int before = reddest(drawn);
    drawn.info.lungs_flagged = true;
    EXPECT_GT(reddest(drawn), 150);
    EXPECT_LT(before, 240);
}

// Boxes stand on samples 1, 2, 4, 5, 7, 8, ... of the small set: two of three.
TEST(ContactSamples, AreSpreadWithUpToHalfOfThemBoxed) {
    const ScratchFolder folder;
    write_small_dataset(folder.path(), 12, 5);
    const Dataset data(folder.path());
    EXPECT_THAT(contact_samples(data, 4), ElementsAre(0, 1, 6, 7));
    EXPECT_THAT(contact_samples(data, 1), ElementsAre(0));
    EXPECT_EQ(contact_samples(data, 10).size(), 10U) << "few without boxes: more with";
    EXPECT_EQ(contact_samples(data, 100).size(), 12U);
}

TEST(ContactSheet, HoldsATileASampleInRowsOfSix) {
    const ScratchFolder folder;
    write_small_dataset(folder.path(), 12, 5);
    const Dataset data(folder.path());
    EXPECT_EQ(contact_sheet(data, {0, 1}).size(), cv::Size(2 * Tile::kWidth, Tile::kHeight));
    const auto sheet = contact_sheet(data, {0, 1, 2, 3, 4, 5, 11});
    EXPECT_EQ(sheet.size(), cv::Size(6 * Tile::kWidth, 2 * Tile::kHeight));
    // small_sample(11): upper left pixel 31·11 + 5 = 346 = 90 (mod 256)
    const auto pixel = sheet(cv::Point(0, Tile::kHeight) + Tile::image() + cv::Point(20, 50));
    EXPECT_EQ(pixel, cv::Vec3b(90, 90, 90));
}

}  // namespace
}  // namespace gren::contact_sheet_test
