#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dataio/manifest/manifest.h"
#include "tests/dataio/importers/replica.h"

namespace gren::siim_test {
namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Names have dots, as published.
const std::string kA = "1.2.276.0.7230010.3.1.4.8323329.6904.1517875201.850819",
                  kB = "1.2.276.0.7230010.3.1.4.8323329.6904.1517875201.850820",
                  kC = "1.2.276.0.7230010.3.1.4.1";

class Siim : public Replica {
  protected:
    Siim() {
        films(
            {"dicom-images-train/x/y/" + kA + ".dcm", "dicom-images-train/x/z/" + kB + ".dcm", "test/t.dcm"});
        // The blank before EncodedPixels stands in the first stage's file.
        scratch_.write("train-rle.csv", "ImageId, EncodedPixels\n" + kA + ", 2053 3 1016 2\n" + kB + ",-1\n" +
                                            kA + ", 3072 2\n" + kC + ",-1\n");
    }
};

TEST_F(Siim, equals_the_table_made_by_hand) {
    const Archive archive = import_siim(scratch_.path());
    EXPECT_THAT(rows_of(archive), ElementsAre(kA + ".dcm       1", kB + ".dcm       0"));
    const auto& masks = archive.radiographs[0].masks;
    ASSERT_EQ(masks.size(), 2u);
    EXPECT_EQ(masks[0].encoding, "siim");
    EXPECT_EQ(masks[0].data, "2053 3 1016 2");
    EXPECT_EQ(masks[1].data, "3072 2");
    EXPECT_THAT(archive.radiographs[1].masks, IsEmpty());
    EXPECT_EQ(archive.report.rows, 3);
    EXPECT_EQ(archive.report.rows_without_image, 1);
    EXPECT_EQ(archive.report.images_without_row, 1);
    EXPECT_THAT(archive.report.notes, ElementsAre(HasSubstr("2 of 2 images name no patient")));
}

// By hand: the first mask is rows 5 to 7 of column 2 and rows 0 and 1 of column 3, the second rows 0 and 1 of
// column 3 again. The last mask alone, as some loaders keep it, would give one box.
TEST_F(Siim, boxes_are_those_of_both_masks) {
    write_manifest(import_siim(scratch_.path()), scratch_.path() / "m");
    const Archive archive = read_manifest(scratch_.path() / "m", false);
    EXPECT_THAT(boxes_of(archive.radiographs[0]), ElementsAre("0 3 0 1 2 ", "0 2 5 1 3 "));
    EXPECT_EQ(archive.radiographs[0].boxes[0].mask.width, 1024);
}

TEST_F(Siim, second_stage_s_file) {
    std::filesystem::remove(scratch_.path() / "train-rle.csv");
    scratch_.write("stage_2_train.csv", "ImageId,EncodedPixels\n" + kB + ",0 1\n");
    EXPECT_THAT(rows_of(import_siim(scratch_.path())), ElementsAre(kB + ".dcm       1"));
}

TEST_F(Siim, bad_tables_are_refused) {
    const auto refused = [&](const std::string& rows, const std::string& sentence) {
        scratch_.write("train-rle.csv", "ImageId, EncodedPixels\n" + rows);
        expect_refused(import_siim, {"train-rle.csv" + sentence});
    };
    refused("a,-1\na,1 2\n", ":3: a has a row already, and -1 stands alone");
    refused("a,1 2\na,-1\n", ":3: a has a row already");
    refused("a,1 2\na,1 2\n", ":3: a has this mask already");
    refused("a\n", ":2: found 1 fields, expected at least 2");
    refused("a,\n", ":2: expected an image and its run lengths, or -1");
    scratch_.write("train-rle.csv", "ImageId\n");
    expect_refused(import_siim, {"train-rle.csv:1: no column is called 'EncodedPixels'"});
    std::filesystem::remove(scratch_.path() / "train-rle.csv");
    expect_refused(import_siim, {"holds no train-rle.csv"});
}

}  // namespace
}  // namespace gren::siim_test
