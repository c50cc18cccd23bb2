#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "tests/dataio/importers/replica.h"

namespace gren::mimic_test {
namespace {
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kImages = "mimic-cxr-2.0.0-metadata.csv", kLabels = "mimic-cxr-2.0.0-chexpert.csv",
                  kSplit = "mimic-cxr-2.0.0-split.csv";
const std::string kImageHeader =
    "dicom_id,subject_id,study_id,PerformedProcedureStepDescription,ViewPosition,Rows,Columns,StudyDate\n";
// In MIMIC's own, alphabetical order.
const std::string kLabelHeader =
    "subject_id,study_id,Atelectasis,Cardiomegaly,Consolidation,Edema,Enlarged "
    "Cardiomediastinum,Fracture,Lung "
    "Lesion,Lung Opacity,No Finding,Pleural Effusion,Pleural Other,Pneumonia,Pneumothorax,Support Devices\n";

class Mimic : public Replica {
  protected:
    Mimic() {
        films({"files/p10/p10000032/s50414267/aa-1.jpg", "files/p10/p10000032/s50414267/aa-2.jpg",
               "files/p10/p10000032/s53189527/bb-1.jpg", "files/p19/p19999999/s59999999/cc-1.png",
               "files/p11/p11000000/s51111111/dd-1.jpg"});
        scratch_.write(kImages, kImageHeader +
                                    "aa-1,10000032,50414267,\"CHEST (PA, LAT)\",PA,3056,2544,21800506\n"
                                    "aa-2,10000032,50414267,\"CHEST (PA, LAT)\",LATERAL,3056,2544,21800506\n"
                                    "bb-1,10000032,53189527,CHEST,,3056,2544,21800626\n"
                                    "cc-1,19999999,59999999,CHEST,AP,3056,2544,21800626\n"
                                    "dd-1,11000000,51111111,CHEST,LL,3056,2544,21800626\n"
                                    "ee-1,11000000,51111111,CHEST,AP,3056,2544,21800626\n");
        gzip(kLabels, kLabelHeader +
                          "10000032,50414267,,,,,,,,,1.0,,,,,\n"
                          "10000032,53189527,1.0,,-1.0,0.0,,,,,,,,,,1.0\n"
                          "19999999,59999999,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,,1.0,0.0,0.0,0.0,0.0\n");
        gzip(
            kSplit,
            "dicom_id,study_id,subject_id,split\naa-1,50414267,10000032,train\naa-2,50414267,10000032,train\n"
            "bb-1,53189527,10000032,validate\ncc-1,59999999,19999999,test\n");
    }
    void gzip(const std::string& name, const std::string& text) {
        const auto file = gzopen((scratch_.path() / (name + ".gz")).c_str(), "wb");
        gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
        gzclose(file);
    }
    Archive import(const ImportOptions& options = {}) { return import_mimic(scratch_.path(), options); }
};

// Classes in CheXpert's order: Atelectasis is the eighth, Consolidation the sixth, Edema the fifth, Pleural
// Effusion the tenth, Support Devices the last.
TEST_F(Mimic, equals_the_table_made_by_hand) {
    EXPECT_THAT(rows_of(import()), ElementsAre("aa-1.jpg 10000032 50414267 PA   train 0000000000000",
                                               "aa-2.jpg 10000032 50414267 LATERAL   train 0000000000000",
                                               "bb-1.jpg 10000032 53189527    validate ????0??1????1",
                                               "cc-1.jpg 19999999 59999999 AP   test 0000000001000",
                                               "dd-1.jpg 11000000 51111111 LL    ?????????????"));
    EXPECT_EQ(import().radiographs[3].file, scratch_.path() / "files/p19/p19999999/s59999999/cc-1.png");
    EXPECT_THAT(rows_of(import({.uncertain = Uncertain::present}))[2], HasSubstr(" ????01?1????1"));
}

TEST_F(Mimic, says_what_it_did_not_take) {
    const ImportReport report = import().report;
    EXPECT_EQ(report.rows, 6);
    EXPECT_EQ(report.rows_without_image, 1);
    EXPECT_THAT(
        report.notes,
        ElementsAre(
            "1 labels of -1 are unknown; 9 blank ones are unknown, 13 are absent, as their image has No "
            "Finding.",
            HasSubstr("labels are of studies"), HasSubstr("1 images are of studies without labels"),
            HasSubstr("metadata.csv: 4 columns are not read: PerformedProcedureStepDescription, Rows")));
    EXPECT_THAT(import({.views = {"PA", "AP"}}).report.notes,
                Contains("--views PA,AP: left out LATERAL 1, LL 1, unknown 1."));
}

TEST_F(Mimic, unpacked_without_files_and_without_a_split) {
    std::filesystem::rename(scratch_.path() / "files/p19", scratch_.path() / "p19");
    std::filesystem::remove(scratch_.path() / (kSplit + ".gz"));
    const Archive archive = import();
    EXPECT_EQ(archive.radiographs.at(3).file, scratch_.path() / "p19/p19999999/s59999999/cc-1.png");
    EXPECT_EQ(archive.radiographs[3].split, "");
    EXPECT_THAT(archive.report.notes, Contains(HasSubstr("split.csv is not here")));
}

TEST_F(Mimic, bad_tables_are_refused) {
    scratch_.write(kImages, kImageHeader + "aa-1,1,2,,PA,,,\naa-1,1,2,,PA,,,\n");
    expect_refused(import_mimic, {kImages + ":3: aa-1 has a row already"});
    scratch_.write(kImages, "dicom_id,subject_id,study_id\n");
    expect_refused(import_mimic, {kImages + ":1: no column is called 'ViewPosition'"});
    gzip(kLabels, kLabelHeader + "1,2,3.0\n");
    expect_refused(import_mimic, {kLabels + ".gz:2: "});
    const std::string row = "1,2,,,,,,,,,1.0,,,,,\n";
    gzip(kLabels, kLabelHeader + row + row);
    expect_refused(import_mimic, {kLabels + ".gz:3: the study 2 has a row already"});
    gzip(kLabels, kLabelHeader + row);
    gzip(kSplit, "dicom_id,split\na,train\na,train\n");
    expect_refused(import_mimic, {kSplit + ".gz:3: a has a row already"});
    std::filesystem::remove(scratch_.path() / (kLabels + ".gz"));
    expect_refused(import_mimic, {"holds no " + kLabels + ", plain or .gz"});
}

}  // namespace
}  // namespace gren::mimic_test
