// The importer, the decoder and the hash on a real part of NIH ChestX-ray14; registered where the images are.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <map>

#include "dataio/csv.h"
#include "dataio/image.h"
#include "dataio/importers/importers.h"
#include "src/prepare/sample_maker.h"

namespace gren::real_archive_test {
namespace {

TEST(RealNih, tables_of_the_whole_archive) {
    const Archive archive = import_nih(GREN_NIH_DIR);
    const auto present = static_cast<std::int64_t>(archive.radiographs.size());
    EXPECT_EQ(archive.report.rows, 112120);  // Wang et al. 2017
    EXPECT_EQ(archive.report.rows_without_image, 112120 - present);
    EXPECT_EQ(archive.report.images_without_row, 0);
    EXPECT_THAT(archive.report.notes, ::testing::IsEmpty());
    auto boxes = std::ssize(archive.boxes_without_image);
    for (const Radiograph& radiograph : archive.radiographs) boxes += std::ssize(radiograph.boxes);
    EXPECT_EQ(boxes, 984);
}

TEST(RealNih, every_box_lies_inside_its_image) {
    auto archive = import_nih(GREN_NIH_DIR);
    for (Radiograph& radiograph : archive.radiographs) {
        if (radiograph.boxes.empty()) continue;
        const MadeSample made = make_sample(radiograph, {.size = 512}, *make_no_lungs());
        EXPECT_EQ(made.boxes_clipped, 0) << radiograph.name;
        EXPECT_EQ(made.sample.info.original_height, 1024);
        EXPECT_FLOAT_EQ(made.sample.info.boxes[0].x, radiograph.boxes[0].x / 2);
    }
}

// nih_phash.csv: imagehash.phash of the whole images (tests/golden/nih_hash.py). Resizing differs (areas, not
// Lanczos): of 260 images 172 have no differing bit, 82 have two and 6 have four.
TEST(RealNih, hash_is_near_imagehash) {
    std::map<std::string, std::uint64_t> golden;
    CsvReader csv(GREN_GOLDEN_DIR "/nih_phash.csv");
    csv.next();
    while (csv.next()) golden[csv.text(0)] = std::stoull(csv.text(1), nullptr, 16);

    int images = 0, beyond_two_bits = 0;
    const auto archive = import_nih(GREN_NIH_DIR);
    for (const Radiograph& radiograph : archive.radiographs) {
        const auto found = golden.find(radiograph.name);
        if (found == golden.end()) continue;
        const std::uint64_t hash =
            perceptual_hash(read_picture(radiograph.file).grey, HashVariant::dct32_median);
        const int bits = std::popcount(hash ^ found->second);
        EXPECT_LE(bits, 4) << radiograph.name;
        beyond_two_bits += bits > 2 ? 1 : 0;
        ++images;
    }
    ASSERT_GT(images, 0);
    EXPECT_LE(beyond_two_bits, 0.05 * images);
}

}  // namespace
}  // namespace gren::real_archive_test
