#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/dataio/importers/replica.h"

namespace gren::object_cxr_test {
namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ObjectCxr : public Replica {
  protected:
    ObjectCxr() {
        films({"train/00001.jpg", "train/00002.jpg", "dev/00001.jpg", "00003.jpg"});
        scratch_.write("train.csv",
                       "image_path,annotation\n"
                       "00001.jpg,0 10 20 30 50;1 100 200 140 260;2 5 9 7 3 1 4 6 12\n"
                       "00002.jpg,\n"
                       "00003.jpg,1 4 3 2 1\n"
                       "00009.jpg,0 1 2 3 4\n");
        scratch_.write("dev.csv", "image_name,annotation\n00001.jpg,2 0.5 0 4 0 4 2.5;\n");
    }
};

TEST_F(ObjectCxr, equals_the_table_made_by_hand) {
    const Archive archive = import_object_cxr(scratch_.path());
    EXPECT_THAT(archive.classes, ElementsAre("Foreign object"));
    EXPECT_THAT(rows_of(archive),
                ElementsAre("00003.jpg      train 1", "dev/00001.jpg      dev 1",
                            "train/00001.jpg      train 1", "train/00002.jpg      train 0"));
    EXPECT_THAT(boxes_of(archive.radiographs[0]), ElementsAre("0 2 1 2 2 "));
    EXPECT_THAT(boxes_of(archive.radiographs[1]), ElementsAre("0 0.5 0 3.5 2.5 "));
    EXPECT_THAT(boxes_of(archive.radiographs[2]),
                ElementsAre("0 10 20 20 30 ", "0 100 200 40 60 ", "0 1 3 6 9 "));
    EXPECT_EQ(archive.report.rows, 5);
    EXPECT_EQ(archive.report.rows_without_image, 1);
    EXPECT_THAT(archive.report.notes,
                ElementsAre(HasSubstr("ellipses and polygons"), HasSubstr("4 of 4 images name no")));
}

TEST_F(ObjectCxr, bad_tables_are_refused) {
    const auto refused = [&](const std::string& row, const std::string& sentence) {
        scratch_.write("train.csv", "image_path,annotation\n" + row);
        expect_refused(import_object_cxr, {"train.csv:" + sentence});
    };
    for (const char* shape :
         {"0 1 2 3", "3 1 2 3 4", "2 1 2 3 4", "0 1 2 3 4 5", "0 1 2 3 4 5 6", "2 1 2 3 4 5 6 7"})
        refused(std::string("00001.jpg,") + shape + "\n",
                std::string("2: found '") + shape + "', expected 0 (box)");
    refused("00001.jpg,0 1 2 x 4\n", "2: '0 1 2 x 4' holds 'x', expected numbers");
    refused("00001.jpg,0 1 2 nan 4\n", "2: '0 1 2 nan 4' holds 'nan', expected numbers");
    refused("00001.jpg,0 1 2 1 4\n", "2: '0 1 2 1 4' encloses nothing");
    refused("00001.jpg,\n00001.jpg,\n", "3: '00001.jpg' has a row already");
    scratch_.write("train.csv", "image,annotation\n");
    expect_refused(import_object_cxr, {"train.csv:1: no column is called 'image_path' or 'image_name'"});
    std::filesystem::remove_all(scratch_.path() / "train");
    std::filesystem::remove_all(scratch_.path() / "dev");
    scratch_.write("train.csv", "image_path,annotation\n00001.jpg,\n");
    expect_refused(import_object_cxr,
                   {"holds none of the images that the 2 rows of its tables (they stand in zips"});
    std::filesystem::remove(scratch_.path() / "train.csv");
    expect_refused(import_object_cxr, {"holds no train.csv"});
}

}  // namespace
}  // namespace gren::object_cxr_test
