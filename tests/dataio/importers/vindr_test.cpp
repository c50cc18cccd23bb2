#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/dataio/importers/replica.h"

namespace gren::vindr_test {
namespace {
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kHeader = "image_id,class_name,class_id,rad_id,x_min,y_min,x_max,y_max\n";  // as published

// Image a: three readers, two of whom agree. b: normal. c: one reader of three, a box beyond 3,000 pixels. d
// is not here. A finding may be boxed twice by one reader.
class Vindr : public Replica {
  protected:
    Vindr() {
        films({"train/a.dicom", "train/b.dicom", "train/c.png", "test/e.dicom"});
        scratch_.write("train.csv", kHeader +
                                        "a,Cardiomegaly,3,R10,100,200,300,400\n"
                                        "a,Cardiomegaly,3,R9,110,200,310,400\n"
                                        "a,No finding,14,R8,,,,\n"
                                        "b,No finding,14,R1,,,,\n"
                                        "b,No finding,14,R2,,,,\n"
                                        "b,No finding,14,R3,,,,\n"
                                        "c,Nodule/Mass,8,R8,3000,3300,3131,3384\n"
                                        "c,Nodule/Mass,8,R8,10,20,30,50\n"
                                        "c,Nodule/Mass,8,R8,10,20,30,50\n"
                                        "c,No finding,14,R9,,,,\n"
                                        "c,No finding,14,R10,,,,\n"
                                        "d,ILD,5,R8,1,2,3,4\n");
    }
    Archive import(const ImportOptions& options = {}) { return import_vindr(scratch_.path(), options); }
};

TEST_F(Vindr, of_any_reader_equals_the_table_made_by_hand) {
    const Archive archive = import();
    EXPECT_EQ(archive.classes.size(), 14u);
    EXPECT_EQ(archive.classes[3], "Cardiomegaly");
    EXPECT_EQ(archive.classes[8], "Nodule-Mass");
    EXPECT_THAT(rows_of(archive),
                ElementsAre("a.dicom      train 00010000000000", "b.dicom      train 00000000000000",
                            "c.dicom      train 00000000100000"));
    EXPECT_THAT(boxes_of(archive.radiographs[0]),
                ElementsAre("3 100 200 200 200 R10", "3 110 200 200 200 R9"));
    EXPECT_THAT(boxes_of(archive.radiographs[2]), ElementsAre("8 3000 3300 131 84 R8", "8 10 20 20 30 R8"));
    EXPECT_EQ(archive.radiographs[2].file, scratch_.path() / "train/c.png");
    EXPECT_EQ(archive.report.rows, 4);
    EXPECT_EQ(archive.report.rows_without_image, 1);
    EXPECT_EQ(archive.report.images_without_row, 1);
    EXPECT_THAT(archive.report.notes,
                ElementsAre(HasSubstr("a finding of one reader counts"),
                            HasSubstr("1 boxes repeat another of the same"),
                            HasSubstr("3 of 3 images name no patient: no split can keep")));
}

TEST_F(Vindr, of_most_readers_equals_the_table_made_by_hand) {
    const Archive archive = import({.readers = Readers::majority});
    EXPECT_THAT(rows_of(archive),
                ElementsAre("a.dicom      train 00010000000000", "b.dicom      train 00000000000000",
                            "c.dicom      train 00000000000000"));
    EXPECT_THAT(boxes_of(archive.radiographs[0]), ElementsAre("3 105 200 200 200 R10|R9"));
    EXPECT_THAT(boxes_of(archive.radiographs[2]), ElementsAre());
    EXPECT_THAT(archive.report.notes,
                Contains(HasSubstr("left out: 1 labels, 2 boxes; 2 boxes were joined")));
}

TEST_F(Vindr, unknown_labels_are_listed_and_mapped) {
    scratch_.write("train.csv", kHeader + "a,Covid,15,R8,1,2,3,4\na,Tumor,16,R8,1,2,3,4\n");
    expect_refused(import_vindr, {"train.csv:2: unknown disease 'Covid', also 'Tumor' at ",
                                  "train.csv:3, expected one of Aortic"});
    const auto map = scratch_.write("map.csv", "Covid,Lung Opacity\nTumor,Tumor\n");
    EXPECT_THAT(boxes_of(import({.label_map = map}).radiographs[0]),
                ElementsAre("7 1 2 2 2 R8", "14 1 2 2 2 R8"));
}

TEST_F(Vindr, bad_tables_are_refused) {
    const auto refused = [&](const std::string& row, const std::string& sentence) {
        scratch_.write("train.csv", kHeader + row);
        expect_refused(import_vindr, {"train.csv:2: " + sentence});
    };
    refused("a,ILD,5,R8,,,,\n", "x_min is empty, expected a number");
    refused("a,ILD,5,R8,3,2,1,4\n", "the box goes from 3, 2 to 1, 4, expected the upper left");
    refused("a,ILD,5,R8,1,2,x,4\n", "field 7 is 'x'");
    refused(",ILD,5,R8,1,2,3,4\n", "image_id is empty");
    scratch_.write("train.csv", "image_id,class_name\n");
    expect_refused(import_vindr, {"train.csv:1: no column is called 'x_min'"});
    scratch_.write("train.csv", kHeader + "z,ILD,5,R8,1,2,3,4\n");
    expect_refused(import_vindr, {"holds none of the images that the 1 rows"});
    std::filesystem::remove(scratch_.path() / "train.csv");
    expect_refused(import_vindr, {"holds no train.csv"});
}

class VindrPhysioNet : public Replica {
  protected:
    VindrPhysioNet() {
        films({"train/a.dicom", "train/b.dicom", "test/c.dicom"});
        scratch_.write("annotations/annotations_train.csv",
                       "image_id,rad_id,class_name,x_min,y_min,x_max,y_max\na,R1,Rib fracture,1,2,3,4\n"
                       "a,R2,No finding,,,,\na,R3,No finding,,,,\nb,R1,No finding,,,,\nb,R2,No "
                       "finding,,,,\nb,R3,No finding,,,,\n");
        scratch_.write(
            "annotations/image_labels_train.csv",
            "image_id,rad_id,Rib fracture,COPD,Other diseases,No finding\na,R1,1,0,1,0\na,R2,0,0,1,0\n"
            "a,R3,0,,0,0\nb,R1,0,0,0,1\nb,R2,0,NaN,0,1\nb,R3,0,0,0,1\n");
        scratch_.write("annotations/annotations_test.csv",
                       "image_id,class_name,x_min,y_min,x_max,y_max\nc,Edema,10,20,30,40\n");
        scratch_.write("annotations/image_labels_test.csv", "image_id,COPD,Other disease,Edema\nc,0,1,1\n");
    }
};

// Classes 14 to 26 are those that Kaggle has not: Rib fracture is 21, COPD 22, Other disease 26, Edema 15.
TEST_F(VindrPhysioNet, both_names_of_other_disease_empty_cells_and_consensus) {
    const Archive archive = import_vindr(scratch_.path(), {.readers = Readers::majority});
    ASSERT_EQ(archive.classes.size(), 27u);
    EXPECT_EQ(archive.classes[21], "Rib fracture");
    EXPECT_EQ(archive.classes[26], "Other disease");
    EXPECT_THAT(rows_of(archive), ElementsAre("a.dicom      train 0000000000000000000000?0001",
                                              "b.dicom      train 0000000000000000000000?0000",
                                              "c.dicom      test 000000000000000100000000001"));
    EXPECT_THAT(boxes_of(archive.radiographs[2]), ElementsAre("15 10 20 20 20 consensus"));
    const Archive any = import_vindr(scratch_.path(), {});
    EXPECT_THAT(rows_of(any)[0], HasSubstr(" 0000000000000000000001?0001"));
    EXPECT_THAT(boxes_of(any.radiographs[0]), ElementsAre("21 1 2 2 2 R1"));
}

TEST_F(VindrPhysioNet, an_image_in_both_lists_is_refused) {
    scratch_.write("annotations/annotations_test.csv",
                   "image_id,class_name,x_min,y_min,x_max,y_max\na,Edema,10,20,30,40\n");
    expect_refused(import_vindr, {"annotations_test.csv:2: a stands in the train list, too"});
    std::filesystem::remove(scratch_.path() / "annotations/image_labels_train.csv");
    expect_refused(import_vindr, {"holds no image_labels_train.csv"});
}

}  // namespace
}  // namespace gren::vindr_test
