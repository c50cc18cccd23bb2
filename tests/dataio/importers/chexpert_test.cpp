#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/dataio/importers/replica.h"

namespace gren::chexpert_test {
namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// As published.
const std::string kHeader =
    "Path,Sex,Age,Frontal/Lateral,AP/PA,No Finding,Enlarged Cardiomediastinum,Cardiomegaly,Lung Opacity,Lung "
    "Lesion,Edema,Consolidation,Pneumonia,Atelectasis,Pneumothorax,Pleural Effusion,Pleural "
    "Other,Fracture,Support "
    "Devices\n";
const std::string kZip = "CheXpert-v1.0-small/train/";

class Chexpert : public Replica {
  protected:
    Chexpert() {
        films({"train/patient00001/study1/view1_frontal.jpg", "train/patient00001/study2/view1_frontal.jpg",
               "train/patient00002/study1/view1_frontal.jpg", "train/patient00002/study1/view2_lateral.jpg",
               "train/patient00002/study2/view1_frontal.jpg", "train/patient00003/study1/view1_frontal.jpg",
               "train/patient00004/study1/view1_frontal.jpg", "valid/patient64541/study1/view1_frontal.jpg"});
        scratch_.write(
            "train.csv",
            kHeader + kZip +
                "patient00001/study1/view1_frontal.jpg,Female,68,Frontal,AP,1.0,,,,,,,,,0.0,,,,1.0\n" + kZip +
                "patient00001/study2/"
                "view1_frontal.jpg,Female,69,Frontal,AP,,,-1.0,1.0,,,-1.0,,-1.0,0.0,1.0,,,\n" +
                kZip +
                "patient00002/study1/"
                "view1_frontal.jpg,Male,83,Frontal,PA,,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,1.0,0.0,0.0,0."
                "0\n" +
                kZip +
                "patient00002/study1/"
                "view2_lateral.jpg,Male,83,Lateral,,,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,1.0,0.0,0.0,0.0\n" +
                kZip +
                "patient00002/study2/"
                "view1_frontal.jpg,Unknown,0,Frontal,LL,,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,1.0,0.0,0.0,0."
                "0\n" +
                kZip +
                "patient00003/study1/"
                "view1_frontal.jpg,Male,41,Frontal,RL,,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,-1.0,0.0,0.0,0."
                "0\n" +
                kZip +
                "patient00004/study1/"
                "view1_frontal.jpg,Male,141,Frontal,,,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0\n" +
                kZip + "patient00005/study1/view1_frontal.jpg,Male,50,Frontal,AP,,,,,,,,,,,,,,\n");
        scratch_.write(
            "valid.csv",
            kHeader +
                "CheXpert-v1.0-small/valid/patient64541/study1/view1_frontal.jpg,Male,73,Frontal,AP,"
                "0.0,1.0,1.0,1.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0\n");
    }
    Archive import(const ImportOptions& options = {}) { return import_chexpert(scratch_.path(), options); }
};

TEST_F(Chexpert, equals_the_table_made_by_hand) {
    const Archive archive = import();
    EXPECT_THAT(archive.classes,
                ElementsAre("Enlarged Cardiomediastinum", "Cardiomegaly", "Lung Opacity", "Lung Lesion",
                            "Edema", "Consolidation", "Pneumonia", "Atelectasis", "Pneumothorax",
                            "Pleural Effusion", "Pleural Other", "Fracture", "Support Devices"));
    EXPECT_THAT(rows_of(archive), ElementsAre("train/patient00001/study1/view1_frontal.jpg patient00001 "
                                              "patient00001/study1 AP F 68 train 0000000000001",
                                              "train/patient00001/study2/view1_frontal.jpg patient00001 "
                                              "patient00001/study2 AP F 69 train ??1?????01???",
                                              "train/patient00002/study1/view1_frontal.jpg patient00002 "
                                              "patient00002/study1 PA M 83 train 0000000001000",
                                              "train/patient00002/study1/view2_lateral.jpg patient00002 "
                                              "patient00002/study1 LATERAL M 83 train 0000000001000",
                                              "train/patient00002/study2/view1_frontal.jpg patient00002 "
                                              "patient00002/study2 LL  0 train 0000000001000",
                                              "train/patient00003/study1/view1_frontal.jpg patient00003 "
                                              "patient00003/study1 RL M 41 train 000000000?000",
                                              "train/patient00004/study1/view1_frontal.jpg patient00004 "
                                              "patient00004/study1  M  train 0000000000000",
                                              "valid/patient64541/study1/view1_frontal.jpg patient64541 "
                                              "patient64541/study1 AP M 73 valid 1110000000000"));
    EXPECT_EQ(archive.radiographs[3].file, scratch_.path() / "train/patient00002/study1/view2_lateral.jpg");
}

TEST_F(Chexpert, says_what_it_did_not_take) {
    const ImportReport report = import().report;
    EXPECT_EQ(report.rows, 9);
    EXPECT_EQ(report.rows_without_image, 1);
    // Blank: 7 cells of the second film, 13 of the one without an image; 11 of the film with No Finding.
    EXPECT_THAT(
        report.notes,
        ElementsAre(HasSubstr("train.csv: 1 ages are none of 0 to 120"),
                    "4 labels of -1 are unknown; 20 blank ones are unknown, 11 are absent, as their image "
                    "has No Finding."));
}

TEST_F(Chexpert, minus_one_is_what_is_chosen) {
    EXPECT_THAT(rows_of(import({.uncertain = Uncertain::absent}))[1], HasSubstr(" ?01??0?001???"));
    EXPECT_THAT(rows_of(import({.uncertain = Uncertain::present}))[1], HasSubstr(" ?11??1?101???"));
    EXPECT_THAT(import({.uncertain = Uncertain::present}).report.notes,
                ::testing::Contains(HasSubstr("-1 are present")));
}

TEST_F(Chexpert, views_that_are_left_out_are_counted) {
    const Archive archive = import({.views = {"PA", "AP", "XX"}});
    EXPECT_EQ(archive.radiographs.size(), 4u);
    EXPECT_THAT(archive.report.notes,
                ::testing::IsSupersetOf({"--views: no image has the view XX.",
                                         "--views PA,AP,XX: left out LATERAL 1, LL 1, RL 1, unknown 1."}));
    expect_refused(
        import_chexpert,
        {"--views XX: no image has such a view; found AP 3, LATERAL 1, LL 1, PA 1, RL 1, unknown 1"},
        {.views = {"XX"}});
}

TEST_F(Chexpert, labels_by_a_map) {
    const auto map =
        scratch_.write("map.csv", "Pleural Effusion,Effusion\nPleural Other,Effusion\nSupport Devices,\n");
    const Archive archive = import({.label_map = map});
    EXPECT_EQ(archive.classes.size(), 11u);
    EXPECT_THAT(archive.classes, Not(::testing::Contains("Support Devices")));
    EXPECT_THAT(rows_of(archive)[1], HasSubstr(" ??1?????01?"));  // present beside blank
}

TEST_F(Chexpert, beside_the_folder_of_its_zip) {
    std::filesystem::create_directories(scratch_.path() / "CheXpert-v1.0-small");
    for (const char* part : {"train", "valid"})
        std::filesystem::rename(scratch_.path() / part, scratch_.path() / "CheXpert-v1.0-small" / part);
    const Archive archive = import();
    ASSERT_EQ(archive.radiographs.size(), 8u);
    EXPECT_EQ(archive.radiographs[0].name, "train/patient00001/study1/view1_frontal.jpg");
    EXPECT_EQ(archive.radiographs[0].file,
              scratch_.path() / "CheXpert-v1.0-small/train/patient00001/study1/view1_frontal.jpg");
}

TEST_F(Chexpert, bad_tables_are_refused) {
    const std::string film = kZip + "patient00001/study1/view1_frontal.jpg",
                      rest = ",Female,68,Frontal,AP,1.0,,,,,,,,,0.0,,,,";
    scratch_.write("train.csv", kHeader + film + rest + "2.0\n");
    expect_refused(import_chexpert, {"train.csv:2: Support Devices is '2.0', expected 1, 0, -1"});
    scratch_.write("train.csv", kHeader + film + rest + "yes\n");
    expect_refused(import_chexpert, {"train.csv:2: field 19 is 'yes', expected a finite number"});
    scratch_.write("train.csv", kHeader + film + rest + "\n" + film + rest + "\n");
    expect_refused(import_chexpert,
                   {"train.csv:3: train/patient00001/study1/view1_frontal.jpg has a row already"});
    scratch_.write("train.csv", kHeader + "CheXpert-v1.0/train/study1/view1_frontal.jpg" + rest + "\n");
    expect_refused(import_chexpert,
                   {"train.csv:2: Path is 'CheXpert-v1.0/train/study1/view1_frontal.jpg', expected "});
    scratch_.write("train.csv", "Path,Sex,Age\n");
    expect_refused(import_chexpert, {"train.csv:1: no column is called 'Frontal/Lateral'"});
    scratch_.write("train.csv", kHeader + kZip + "patient9/study1/view1_frontal.jpg" + rest + "\n");
    std::filesystem::remove(scratch_.path() / "valid.csv");
    expect_refused(import_chexpert, {"holds none of the images that the 1 rows of its tables name"});
    std::filesystem::remove(scratch_.path() / "train.csv");
    expect_refused(import_chexpert, {"holds no train.csv, plain or .gz"});
    expect_data_error([] { import_chexpert("no/such/folder"); }, {"no/such/folder is no folder"});
}

}  // namespace
}  // namespace gren::chexpert_test
