#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "dataio/importers/importers.h"
#include "tests/support/refusal.h"
#include "tests/support/scratch_folder.h"

namespace gren::nih_test {
namespace {
using ::testing::ElementsAre;

using ::testing::HasSubstr;
using ::testing::IsEmpty;
namespace fs = std::filesystem;

// Headers as published.
const std::string kHeader =
    "Image Index,Finding Labels,Follow-up #,Patient ID,Patient Age,Patient Gender,View Position,"
    "OriginalImage[Width,Height],OriginalImagePixelSpacing[x,y]";
const std::string kBoxHeader = "Image Index,Finding Label,Bbox [x,y,w,h],,,\n";
const std::string kLabelFile = "Data_Entry_2017_v2020.csv";
const std::string kBoxFile = "BBox_List_2017.csv";

std::string row(const std::string& name, const std::string& labels, const std::string& patient) {
    return name + "," + labels + ",0," + patient + ",57,M,PA,2682,2749,0.143,0.143";
}

// The importer looks at names only, so the images are empty here.
class Nih : public ::testing::Test {
  protected:
    Nih() {
        scratch_.write("images_001/images/00000001_000.png", "");
        scratch_.write("images_01/00000002_000.png", "");
        scratch_.write("00000003_000.jpg", "");
        scratch_.write(kLabelFile, kHeader + "\n" + row("00000003_000.png", "Hernia", "3") + "\n" +
                                       row("00000001_000.png", "Cardiomegaly|Infiltration", "1") + "\n" +
                                       row("00000002_000.png", "No Finding", "2") + "\n" +
                                       row("00000009_000.png", "Mass", "9") + "\n");
    }
    Archive import() { return import_nih(scratch_.path()); }
    void expect_refused(const std::vector<std::string>& parts) {
        expect_data_error([this] { import(); }, parts);
    }

    ScratchFolder scratch_;
};

TEST_F(Nih, classes_in_the_order_of_the_paper) {
    EXPECT_THAT(import().classes,
                ElementsAre("Atelectasis", "Cardiomegaly", "Effusion", "Infiltration", "Mass", "Nodule",
                            "Pneumonia", "Pneumothorax", "Consolidation", "Edema", "Emphysema", "Fibrosis",
                            "Pleural_Thickening", "Hernia"));
}

TEST_F(Nih, radiographs_sorted_with_labels_and_patients) {
    const Archive archive = import();
    ASSERT_EQ(archive.radiographs.size(), 3u);
    const Radiograph& first = archive.radiographs[0];
    EXPECT_EQ(first.name, "00000001_000.png");
    EXPECT_EQ(first.file, scratch_.path() / "images_001/images/00000001_000.png");
    EXPECT_EQ(first.patient, "1");
    EXPECT_THAT(first.label, ElementsAre(0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    EXPECT_THAT(archive.radiographs[1].label, ElementsAre(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    const Radiograph& last = archive.radiographs[2];
    EXPECT_EQ(last.name, "00000003_000.png");  // the label file's name, though the image became a JPEG
    EXPECT_EQ(last.file.filename(), "00000003_000.jpg");
    EXPECT_THAT(last.label, ElementsAre(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));
}

TEST_F(Nih, view_sex_and_age) {
    scratch_.write(kLabelFile, kHeader + "\n00000001_000.png,Mass,0,1,058Y,F,AP,1,1,1,1\n" +
                                   "00000002_000.png,Mass,0,2,414,M,PA,1,1,1,1\n00000003_000.png,Mass,0,3\n");
    const Archive archive = import();
    const auto& films = archive.radiographs;
    EXPECT_EQ(films[0].age, 58);
    EXPECT_EQ(films[0].sex, "F");
    EXPECT_EQ(films[0].view, "AP");
    EXPECT_TRUE(std::isnan(films[1].age));
    EXPECT_EQ(films[1].sex, "M");
    EXPECT_TRUE(std::isnan(films[2].age));
    EXPECT_EQ(films[2].sex + films[2].view, "");
    EXPECT_THAT(archive.report.notes, ElementsAre(HasSubstr("csv: 1 ages are none of 0 to 120 years")));
}

TEST_F(Nih, only_the_views_that_are_chosen) {
    scratch_.write(kLabelFile, kHeader + "\n00000001_000.png,Mass,0,1,58,F,AP,1,1,1,1\n" +
                                   "00000002_000.png,Mass,0,2,41,M,PA,1,1,1,1\n");
    const Archive archive = import_nih(scratch_.path(), {.views = {"PA"}});
    ASSERT_EQ(archive.radiographs.size(), 1u);
    EXPECT_EQ(archive.radiographs[0].name, "00000002_000.png");
    EXPECT_THAT(archive.report.notes, ElementsAre("--views PA: left out AP 1."));
}

TEST_F(Nih, labels_and_boxes_by_a_map) {
    const auto map =
        scratch_.write("map.csv", "Cardiomegaly,Large heart\nInfiltration,\nHernia,Large heart\n");
    scratch_.write(
        kBoxFile,
        kBoxHeader + "00000001_000.png,Infiltrate,1,2,3,4\n00000001_000.png,Cardiomegaly,5,2,3,4\n");
    const Archive archive = import_nih(scratch_.path(), {.label_map = map});
    EXPECT_EQ(archive.classes.size(), 12u);
    EXPECT_EQ(archive.classes[1], "Large heart");
    EXPECT_EQ(archive.radiographs[0].label[1], kLabelPresent);
    EXPECT_EQ(archive.radiographs[2].label[1], kLabelPresent);
    ASSERT_EQ(archive.radiographs[0].boxes.size(), 1u);
    EXPECT_EQ(archive.radiographs[0].boxes[0].x, 5);
}

TEST_F(Nih, a_patient_that_is_missing_is_said) {
    scratch_.write(kLabelFile, kHeader + "\n" + row("00000001_000.png", "Mass", "") + "\n");
    EXPECT_THAT(import().report.notes, ElementsAre(HasSubstr("1 of 1 images name no patient")));
}

TEST_F(Nih, report_counts_rows_and_images) {
    scratch_.write("images_002/00000777_000.PNG", "");
    const ImportReport report = import().report;
    EXPECT_EQ(report.rows, 4);
    EXPECT_EQ(report.rows_without_image, 1);
    EXPECT_EQ(report.images_without_row, 1);
    EXPECT_THAT(report.notes, IsEmpty());
    EXPECT_THAT(import().boxes_without_image, IsEmpty());
}

TEST_F(Nih, kaggle_header_with_trailing_comma) {
    fs::remove(scratch_.path() / kLabelFile);
    scratch_.write("Data_Entry_2017.csv", kHeader + ",\n" + row("00000001_000.png", "Mass", "1") + ",\n");
    const Archive archive = import();
    ASSERT_EQ(archive.radiographs.size(), 1u);
    EXPECT_EQ(archive.radiographs[0].patient, "1");
    EXPECT_EQ(archive.radiographs[0].label[4], kLabelPresent);
    EXPECT_EQ(archive.report.images_without_row, 2);
}

TEST_F(Nih, boxes_by_position_with_the_list_s_own_word) {
    scratch_.write(kBoxFile, kBoxHeader + "00000001_000.png,Infiltrate,225.5,547.25,86.75,79\n" +
                                 "00000001_000.png,Cardiomegaly,1,2,3,4,,,\n" +
                                 "00000009_000.png,Mass,1,2,3,4\n");
    const Archive archive = import();
    const auto& boxes = archive.radiographs[0].boxes;
    ASSERT_EQ(boxes.size(), 2u);
    EXPECT_EQ(boxes[0].cls, 3);
    EXPECT_EQ(boxes[0].x, 225.5f);
    EXPECT_EQ(boxes[0].y, 547.25f);
    EXPECT_EQ(boxes[0].w, 86.75f);
    EXPECT_EQ(boxes[0].h, 79);
    EXPECT_EQ(boxes[1].cls, 1);
    EXPECT_THAT(boxes[1].place, HasSubstr("BBox_List_2017.csv:3"));
    ASSERT_EQ(archive.boxes_without_image.size(), 1u);
    EXPECT_EQ(archive.boxes_without_image[0].h, 4);
}

TEST_F(Nih, box_without_label_sets_it_and_is_noted) {
    scratch_.write(kBoxFile, kBoxHeader + "00000002_000.png,Nodule,1,2,3,4\n");
    const Archive archive = import();
    EXPECT_EQ(archive.radiographs[1].label[5], kLabelPresent);
    EXPECT_THAT(archive.report.notes,
                ElementsAre(HasSubstr("BBox_List_2017.csv:2: 00000002_000.png has a box of Nodule")));
}

TEST_F(Nih, of_two_label_files_the_newer_is_read_and_the_difference_told) {
    scratch_.write("Data_Entry_2017.csv",
                   kHeader + ",\n" + row("00000001_000.png", "Cardiomegaly|Infiltration", "1") + "\n" +
                       row("00000002_000.png", "Mass", "2") + "\n" + row("00000003_000.png", "Hernia", "4") +
                       "\n" + row("00000005_000.png", "Mass", "5") + "\n");
    const Archive archive = import();
    EXPECT_THAT(archive.radiographs[1].label, ::testing::Each(kLabelAbsent));
    EXPECT_THAT(archive.report.notes, ElementsAre(::testing::AllOf(
                                          HasSubstr(kLabelFile + " is read and Data_Entry_2017.csv is not"),
                                          HasSubstr("differ in 2 images, the first being 00000002_000.png"),
                                          HasSubstr("1 images stand in the first alone, 1 in the second"))));
}

TEST_F(Nih, of_two_box_files_one_is_read_and_the_other_named) {
    scratch_.write(kBoxFile, kBoxHeader + "00000001_000.png,Cardiomegaly,1,2,3,4\n");
    scratch_.write(kBoxFile + ".gz", kBoxHeader + "00000001_000.png,Cardiomegaly,5,6,7,8\n");
    const Archive archive = import();
    ASSERT_EQ(archive.radiographs[0].boxes.size(), 1U);
    EXPECT_EQ(archive.radiographs[0].boxes[0].x, 1);
    EXPECT_THAT(archive.report.notes,
                ElementsAre(HasSubstr("BBox_List_2017.csv is read and BBox_List_2017.csv.gz is not")));
}

TEST_F(Nih, skips_masks_hidden_files_and_other_files) {
    for (const char* name :
         {"masks/00000009_000.png", "images_001/masks/00000009_000.png", "._00000009_000.png",
          ".cache/00000009_000.png", "00000009_000.txt", "00000009_000.png.part"}) {
        scratch_.write(name, "");
    }
    EXPECT_EQ(import().report.rows_without_image, 1);
    EXPECT_EQ(import().report.images_without_row, 0);
}

TEST_F(Nih, follows_links_but_never_twice) {
    const ScratchFolder elsewhere;
    elsewhere.write("00000009_000.png", "");
    fs::create_directory_symlink(elsewhere.path(), scratch_.path() / "images_009");
    fs::create_directory_symlink(scratch_.path(), scratch_.path() / "images_001/up");
    fs::create_directory_symlink(scratch_.path() / "self", scratch_.path() / "self");
    fs::create_symlink("nowhere.png", scratch_.path() / "00000005_000.png");
    const Archive archive = import();
    EXPECT_EQ(archive.radiographs.size(), 4u);
    EXPECT_THAT(archive.report.notes, IsEmpty());
}

TEST_F(Nih, image_in_two_folders_is_noted) {
    scratch_.write("images_000/00000001_000.png", "");
    const Archive archive = import();
    EXPECT_EQ(archive.radiographs[0].file, scratch_.path() / "images_000/00000001_000.png");
    EXPECT_EQ(archive.report.images_without_row, 0);
    EXPECT_THAT(archive.report.notes,
                ElementsAre(::testing::AllOf(HasSubstr("1 images repeat a name"),
                                             HasSubstr("images_000/00000001_000.png"),
                                             HasSubstr("images_001/images/00000001_000.png"))));
}

TEST_F(Nih, unknown_disease_is_refused) {
    scratch_.write(kLabelFile, kHeader + "\n" + row("00000001_000.png", "Mass|Covid", "1") + "\n");
    expect_refused({"Data_Entry_2017_v2020.csv:2: unknown disease 'Covid'", "Pleural_Thickening"});
    scratch_.write(kLabelFile, kHeader + "\n" + row("00000001_000.png", "", "1") + "\n");
    expect_refused({"Data_Entry_2017_v2020.csv:2: unknown disease ''"});
}

TEST_F(Nih, unknown_disease_of_a_box_is_refused) {
    scratch_.write(kBoxFile, kBoxHeader + "00000001_000.png,Infiltrated,1,2,3,4\n");
    expect_refused({"BBox_List_2017.csv:2: unknown disease 'Infiltrated'"});
}

TEST_F(Nih, malformed_boxes_are_refused) {
    const auto with_box = [&](const std::string& numbers) {
        scratch_.write(kBoxFile, kBoxHeader + "00000009_000.png,Mass," + numbers + "\n");
    };
    with_box("1,nan,3,4");
    expect_refused({"BBox_List_2017.csv:2: field 4 is 'nan', expected a finite number"});
    with_box("1,2,3,wide");
    expect_refused({"BBox_List_2017.csv:2: field 6 is 'wide'"});
    with_box("1,2,3");
    expect_refused({"BBox_List_2017.csv:2: found 5 fields, expected at least 6"});
    scratch_.write(kBoxFile, "00000009_000.png,Mass,1,2,3,4\n");
    expect_refused({"BBox_List_2017.csv:1: no column is called 'Image Index'"});
}

TEST_F(Nih, malformed_label_file_is_refused) {
    scratch_.write(kLabelFile, "");
    expect_refused({"Data_Entry_2017_v2020.csv:1: found an empty file"});
    scratch_.write(kLabelFile, "Image Index,Patient ID\n");
    expect_refused(
        {"Data_Entry_2017_v2020.csv:1: no column is called 'Finding Labels'", "Image Index, Patient ID"});
    scratch_.write(kLabelFile, kHeader + "\n00000001_000.png,Mass\n");
    expect_refused({"Data_Entry_2017_v2020.csv:2: found 2 fields, expected at least 4"});
    const std::string twice = row("00000001_000.png", "Mass", "1") + "\n";
    scratch_.write(kLabelFile, kHeader + "\n" + twice + twice);
    expect_refused({"Data_Entry_2017_v2020.csv:3: 00000001_000.png has a row already"});
}

TEST_F(Nih, archives_without_images_or_labels_are_refused) {
    scratch_.write(kLabelFile, kHeader + "\n" + row("00000009_000.png", "Mass", "9") + "\n");
    expect_refused(
        {scratch_.path().string() + " holds none of the 1 images that Data_Entry_2017_v2020.csv names",
         "found 3 images of other names"});
    fs::remove(scratch_.path() / kLabelFile);
    expect_refused({"holds no label file, expected one of Data_Entry_2017_v2020.csv, "});
    expect_data_error([] { import_nih("no/such/folder"); }, {"no/such/folder is no folder"});
}

}  // namespace
}  // namespace gren::nih_test
