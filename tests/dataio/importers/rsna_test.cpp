#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/dataio/importers/replica.h"

namespace gren::rsna_test {
namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kLabels = "stage_2_train_labels.csv", kHeader = "patientId,x,y,width,height,Target\n";

class Rsna : public Replica {
  protected:
    Rsna() {
        films({"stage_2_train_images/a-1.dcm", "stage_2_train_images/b-2.dcm", "stage_2_train_images/c-3.png",
               "stage_2_test_images/t-9.dcm"});
        scratch_.write(kLabels, kHeader +
                                    "a-1,,,,,0\n"
                                    "b-2,264.0,152.0,213.0,379.0,1\n"
                                    "b-2,562.0,152.0,256.0,453.0,1\n"
                                    "c-3,,,,,0\n"
                                    "d-4,1,2,3,4,1\n");
        scratch_.write("stage_2_detailed_class_info.csv",
                       "patientId,class\na-1,No Lung Opacity / Not Normal\nb-2,Lung Opacity\nb-2,Lung "
                       "Opacity\nc-3,Normal\nd-4,Lung Opacity\n");
    }
};

TEST_F(Rsna, equals_the_table_made_by_hand) {
    const Archive archive = import_rsna(scratch_.path());
    EXPECT_THAT(archive.classes, ElementsAre("Pneumonia"));
    EXPECT_THAT(rows_of(archive), ElementsAre("a-1.dcm       0", "b-2.dcm       1", "c-3.dcm       0"));
    EXPECT_THAT(boxes_of(archive.radiographs[1]), ElementsAre("0 264 152 213 379 ", "0 562 152 256 453 "));
    EXPECT_EQ(archive.radiographs[2].file, scratch_.path() / "stage_2_train_images/c-3.png");
    EXPECT_EQ(archive.report.rows, 4);
    EXPECT_EQ(archive.report.rows_without_image, 1);
    EXPECT_EQ(archive.report.images_without_row, 1);
    EXPECT_THAT(
        archive.report.notes,
        ElementsAre(HasSubstr("its images are NIH ChestX-ray14's"), HasSubstr("patientId names the image"),
                    HasSubstr("1 images without pneumonia are not normal otherwise"),
                    HasSubstr("3 of 3 images name no patient")));
}

TEST_F(Rsna, its_one_label_may_have_another_name) {
    const auto map = scratch_.write("map.csv", "Pneumonia,Lung Opacity\n");
    EXPECT_THAT(import_rsna(scratch_.path(), {.label_map = map}).classes, ElementsAre("Lung Opacity"));
}

TEST_F(Rsna, bad_tables_are_refused) {
    const auto refused = [&](const std::string& rows, const std::string& sentence) {
        scratch_.write(kLabels, kHeader + rows);
        expect_refused(import_rsna, {kLabels + sentence});
    };
    refused("a-1,,,,,2\n", ":2: Target is '2', expected 0 or 1");
    refused("a-1,,,,,1\n", ":2: x is empty, expected a number");
    refused("a-1,1,2,3,4,0\n", ":2: Target is 0 and there is a box");
    refused("a-1,1,2,0,4,1\n", ":2: the box has width 0 and height 4");
    refused("a-1,,,,,0\na-1,,,,,0\n", ":3: a-1 has a row already");
    refused("a-1,1,2,3,4,1\na-1,,,,,0\n", ":3: a-1 has a row already, and no box here");
    refused("a-1,,,,,0\na-1,1,2,3,4,1\n", ":3: a-1 has a row with Target 0 already");
    refused("a-1,1,2,3,4,1\na-1,1,2,3,4,1\n", ":3: repeats the box of ");
    refused(",,,,,0\n", ":2: patientId is empty");
    scratch_.write(kLabels, "patientId,Target\n");
    expect_refused(import_rsna, {kLabels + ":1: no column is called 'x'"});
    std::filesystem::remove(scratch_.path() / kLabels);
    expect_refused(import_rsna, {"holds no " + kLabels});
}

}  // namespace
}  // namespace gren::rsna_test
