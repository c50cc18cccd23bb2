#include "dataio/manifest/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <opencv2/imgcodecs.hpp>

#include "tests/support/refusal.h"
#include "tests/support/scratch_folder.h"

namespace gren::manifest_test {
namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
namespace fs = std::filesystem;

// The reader looks at names only, so the images are empty here.
class Manifest : public ::testing::Test {
  protected:
    Manifest() {
        scratch_.write(
            "m/manifest.ini",
            "version = 1\nclasses = Mass | Effusion\nimages = ../films\narchive = St. Elsewhere\n");
        for (const char* film : {"a/1.png", "b/1.png", "2.png"})
            scratch_.write(std::string("films/") + film, "");
    }
    void images(const std::string& text) { scratch_.write("m/images.csv", text); }
    void boxes(const std::string& text) { scratch_.write("m/boxes.csv", text); }
    void masks(const std::string& text) { scratch_.write("m/masks.csv", text); }
    Archive read() { return read_manifest(scratch_.path() / "m", false); }

    ScratchFolder scratch_;
};

TEST_F(Manifest, every_column) {
    images(
        "image,path,patient,study,view,sex,age,site,split,labels,unknown\n"
        "two,2.png,p2,s2,PA,F,63.5,ward,test,Effusion,Mass\n"
        "one,a/1.png,,,,,,,,,\n");
    const Archive archive = read();
    EXPECT_THAT(archive.classes, ElementsAre("Mass", "Effusion"));
    EXPECT_EQ(archive.provenance.archive, "St. Elsewhere");
    ASSERT_EQ(archive.radiographs.size(), 2u);
    const Radiograph &one = archive.radiographs[0], &two = archive.radiographs[1];
    EXPECT_EQ(one.name, "one");
    EXPECT_EQ(one.file, scratch_.path() / "films/a/1.png");
    EXPECT_THAT(one.label, ElementsAre(0, 0));
    for (const std::string& empty : {one.patient, one.study, one.view, one.sex, one.site, one.split})
        EXPECT_EQ(empty, "");
    EXPECT_TRUE(std::isnan(one.age));
    EXPECT_EQ(two.patient, "p2");
    EXPECT_EQ(two.study, "s2");
    EXPECT_EQ(two.view, "PA");
    EXPECT_EQ(two.sex, "F");
    EXPECT_EQ(two.age, 63.5F);
    EXPECT_EQ(two.site, "ward");
    EXPECT_EQ(two.split, "test");
    EXPECT_THAT(two.label, ElementsAre(255, 1));
    EXPECT_THAT(archive.report.notes, ElementsAre(HasSubstr("1 of 2 images name no patient")));
}

TEST_F(Manifest, three_columns_are_enough_with_a_mark_windows_breaks_and_quotes) {
    images("\xEF\xBB\xBFlabels,image,path\r\n\"Mass|Effusion\",\"one, \"\"lateral\"\"\",2.png\r\n");
    const Archive archive = read();
    ASSERT_EQ(archive.radiographs.size(), 1u);
    EXPECT_EQ(archive.radiographs[0].name, "one, \"lateral\"");
    EXPECT_THAT(archive.radiographs[0].label, ElementsAre(1, 1));
}

TEST_F(Manifest, same_names_in_two_folders_are_two_images) {
    images("image,path,patient,labels\nb/1,b/1.png,q,Mass\na/1,a/1.png,p,\n");
    const Archive archive = read();
    ASSERT_EQ(archive.radiographs.size(), 2u);
    EXPECT_EQ(archive.radiographs[0].file, scratch_.path() / "films/a/1.png");
    EXPECT_EQ(archive.radiographs[1].file, scratch_.path() / "films/b/1.png");
    EXPECT_THAT(archive.report.notes, IsEmpty());
}

TEST_F(Manifest, images_lie_in_its_own_folder_unless_it_says_where) {
    scratch_.write("m/manifest.ini", "version = 1\nclasses = Mass\n");
    scratch_.write("m/here.png", "");
    images("image,path,labels\nx,here.png,Mass\n");
    EXPECT_EQ(read().radiographs.at(0).file, scratch_.path() / "m/here.png");
}

TEST_F(Manifest, extra_columns_are_counted_and_said) {
    images("image,path,patient,labels,kV,remark\n1,2.png,p,Mass,120,\"a\nb\"\n");
    boxes("image,label,x,y,w,h,color\n1,Mass,1,2,3,4,red\n");
    EXPECT_THAT(read().report.notes, ElementsAre("images.csv: 2 columns are not read: kV, remark.",
                                                 "boxes.csv: 1 column is not read: color."));
}

TEST_F(Manifest, boxes_keep_their_order_and_set_labels) {
    images("image,path,patient,labels\n2,2.png,p,Mass\n1,a/1.png,q,\n");
    boxes(
        "image,label,x,y,w,h,reader\n1,Effusion,5,6,7,8,R2\n2,Mass,1.5,2,3e1,4,R1\n1,Effusion,1,1,1,1,\n"
        "elsewhere,Mass,1,2,3,4,\n");
    const Archive archive = read();
    const auto& boxes = archive.radiographs[0].boxes;
    ASSERT_EQ(boxes.size(), 2u);
    EXPECT_EQ(boxes[0].cls, 1);
    EXPECT_EQ(boxes[0].x, 5);
    EXPECT_EQ(boxes[0].h, 8);
    EXPECT_EQ(boxes[0].reader, "R2");
    EXPECT_EQ(boxes[0].place, (scratch_.path() / "m/boxes.csv").string() + ":2");
    EXPECT_EQ(boxes[1].w, 1);
    EXPECT_EQ(archive.radiographs[1].boxes.at(0).w, 30);
    EXPECT_THAT(archive.radiographs[0].label, ElementsAre(0, 1));
    ASSERT_EQ(archive.boxes_without_image.size(), 1u);
    EXPECT_EQ(archive.boxes_without_image[0].image, "elsewhere");
    EXPECT_THAT(archive.report.notes,
                ElementsAre(HasSubstr("boxes.csv:5: no image called 'elsewhere' is here; 1 boxes"),
                            HasSubstr("boxes.csv:2: the image has this disease's box but not")));
}

TEST_F(Manifest, masks_of_one_image_and_label_are_one_and_become_a_box_a_piece) {
    images("image,path,patient,labels\n1,a/1.png,p,Mass\n2,2.png,q,Effusion\n");
    boxes("image,label,x,y,w,h\n1,Mass,0,0,9,9\n");
    // 4 rows × 5 columns. The first mask: column 0, rows 1-2. The second: column 1, row 2 (touches it) and
    // column 4, row 0. Down the columns: 1 zero, 2 ones, 17 zeros; 6 zeros, 1 one, 9 zeros, 1 one, 3 zeros.
    masks(
        "image,label,encoding,data\n"
        "1,Mass,coco,\"{\"\"size\"\": [4, 5], \"\"counts\"\": [1, 2, 17]}\"\n"
        "2,Effusion,siim,0 2 1023 1\n"
        "1,Mass,coco,\"{\"\"size\"\": [4, 5], \"\"counts\"\": [6, 1, 9, 1, 3]}\"\n"
        "elsewhere,Mass,siim,-1\n");
    const Archive archive = read();
    const auto& boxes = archive.radiographs[0].boxes;
    ASSERT_EQ(boxes.size(), 3u);
    const auto rectangle = [](const ListedBox& box) { return std::vector{box.x, box.y, box.w, box.h}; };
    EXPECT_THAT(rectangle(boxes[0]), ElementsAre(0, 0, 9, 9));
    EXPECT_EQ(boxes[0].mask.width, 0);
    EXPECT_THAT(rectangle(boxes[1]), ElementsAre(4, 0, 1, 1));
    EXPECT_THAT(rectangle(boxes[2]), ElementsAre(0, 1, 2, 2));
    EXPECT_EQ(boxes[2].mask.width, 5);
    EXPECT_EQ(boxes[2].mask.height, 4);
    EXPECT_THAT(rectangle(archive.radiographs[1].boxes.at(0)), ElementsAre(0, 0, 2, 2));
    EXPECT_THAT(archive.report.notes,
                ElementsAre(HasSubstr("masks.csv:5: no image called 'elsewhere' is here; 1 masks")));
}

TEST_F(Manifest, mask_images_lie_beside_the_radiographs) {
    cv::Mat1b mask(6, 8, std::uint8_t{0});
    mask(cv::Rect(2, 1, 3, 4)) = 255;
    cv::imwrite((scratch_.path() / "films/mask.png").string(), mask);
    images("image,path,patient,labels\n1,a/1.png,p,\n");
    masks("image,label,encoding,data\n1,Mass,png,mask.png\n");
    const Archive archive = read();
    const ListedBox& box = archive.radiographs[0].boxes.at(0);
    EXPECT_EQ(box.x, 2);
    EXPECT_EQ(box.y, 1);
    EXPECT_EQ(box.w, 3);
    EXPECT_EQ(box.h, 4);
    EXPECT_THAT(archive.radiographs[0].label, ElementsAre(1, 0));
}

TEST_F(Manifest, rows_without_file_are_counted) {
    images("image,path,patient,labels\n1,a/1.png,p,\n9,9.png,p,\n8,a,p,\n");
    const Archive archive = read();
    EXPECT_EQ(archive.report.rows, 3);
    EXPECT_EQ(archive.report.rows_without_image, 2);
    EXPECT_THAT(archive.report.notes, ElementsAre(::testing::AllOf(HasSubstr("images.csv:3: no file "),
                                                                   HasSubstr("9.png; 2 rows are"))));
}

TEST_F(Manifest, is_read_as_it_was_written) {
    Archive archive{{"Mass", "Pleural Effusion, left"},      {}, {}, {}, scratch_.path() / "films",
                    {"An archive", "CC0 1.0", "readers any"}};
    Radiograph one{"a/1, \"x\".png", scratch_.path() / "films/a/1.png", " p1 ", {255, 1}, {}};
    one.boxes = {{{1, 0.1F, 225.084745F, 1e-7F, 1024}, "", "R8", {}}, {{1, 3, 4, 5, 6}, "", "", {}}};
    one.masks = {{1, "siim", "0 2 1023 1"}};
    one.study = "line\nbreak";
    one.view = "PA";
    one.sex = "O";
    one.site = "x|y";
    one.split = "train";
    one.age = 63.1F;
    archive.radiographs = {one, {"b", scratch_.path() / "films/2.png", "p2", {0, 0}, {}}};
    archive.boxes_without_image = {{{{0, 1, 2, 3, 4}, "", "", {}}, "gone"}};
    write_manifest(archive, scratch_.path() / "out");
    EXPECT_FALSE(fs::exists(scratch_.path() / "out.partial"));
    const Archive again = read_manifest(scratch_.path() / "out", false);
    EXPECT_EQ(again.classes, archive.classes);
    EXPECT_EQ(again.provenance.licence, "CC0 1.0");
    EXPECT_EQ(again.provenance.choices, "readers any");
    ASSERT_EQ(again.radiographs.size(), 2u);
    const Radiograph& read = again.radiographs[0];
    EXPECT_EQ(read.name, one.name);
    EXPECT_EQ(read.file, one.file);
    EXPECT_EQ(read.patient, one.patient);
    EXPECT_EQ(read.label, one.label);
    EXPECT_EQ(read.study, one.study);
    EXPECT_EQ(read.view, one.view);
    EXPECT_EQ(read.sex, one.sex);
    EXPECT_EQ(read.site, one.site);
    EXPECT_EQ(read.split, one.split);
    EXPECT_EQ(read.age, one.age);
    ASSERT_EQ(read.boxes.size(), 3u);
    EXPECT_EQ(read.boxes[0].x, 0.1F);
    EXPECT_EQ(read.boxes[0].y, 225.084745F);
    EXPECT_EQ(read.boxes[0].w, 1e-7F);
    EXPECT_EQ(read.boxes[0].reader, "R8");
    EXPECT_EQ(read.boxes[2].w, 2);  // of the mask
    EXPECT_EQ(again.boxes_without_image.at(0).image, "gone");
}

TEST_F(Manifest, takes_no_place_that_is_taken) {
    Archive archive{{"Mass"}, {}, {}, {}, scratch_.path() / "films", {}};
    archive.radiographs = {{"1", scratch_.path() / "films/2.png", "p", {1}, {}}};
    scratch_.write("full/notes.txt", "mine");
    expect_data_error([&] { write_manifest(archive, scratch_.path() / "full"); },
                      {"full: exists and is not an empty folder"});
    scratch_.write("new.partial/notes.txt", "mine");
    expect_data_error([&] { write_manifest(archive, scratch_.path() / "new"); }, {"new.partial: exists"});
    EXPECT_EQ(bytes_of(scratch_.path() / "new.partial/notes.txt"), "mine");
    EXPECT_FALSE(fs::exists(scratch_.path() / "new"));
    scratch_.write("torn.partial/images.csv", "half");  // what a killed import leaves
    write_manifest(archive, scratch_.path() / "torn/");
    EXPECT_EQ(read_manifest(scratch_.path() / "torn", false).radiographs.size(), 1u);
}

TEST_F(Manifest, classes_that_no_manifest_holds_are_refused_before_anything_is_written) {
    Archive archive{{"Nodule|Mass"}, {}, {}, {}, scratch_.path() / "films", {}};
    expect_data_error([&] { write_manifest(archive, scratch_.path() / "out"); },
                      {"the class 'Nodule|Mass' holds a |", "--label-map"});
    archive.classes = {"Mass"};
    archive.provenance.licence = "two\nlines";
    expect_data_error([&] { write_manifest(archive, scratch_.path() / "out"); }, {"licence is 'two\nlines'"});
    EXPECT_FALSE(fs::exists(scratch_.path() / "out.partial"));
}

// Eight times the rows in little more than eight times the time: a look-up that searches would take
// sixty-four times as long.
TEST_F(Manifest, a_row_of_many_takes_no_longer_than_one_of_few) {
    const auto seconds_of = [&](int rows) {
        std::string table = "image,path,patient,labels\n", boxes_table = "image,label,x,y,w,h\n";
        for (int i = 0; i < rows; ++i) {
            const auto name = std::to_string(i);
            table += name + ",absent/" + name + ".png,p" + name + ",Mass|Effusion\n";
            boxes_table += name + ",Mass,1,2,3,4\n";
        }
        images(table + "here,2.png,p,Mass\n");
        boxes(boxes_table);
        const auto start = std::chrono::steady_clock::now();
        const Archive archive = read();
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
        EXPECT_EQ(archive.report.rows, rows + 1);
        EXPECT_EQ(archive.boxes_without_image.size(), static_cast<std::size_t>(rows));
        return seconds.count();
    };
    seconds_of(1'000);  // touches what is touched once
    const double few = seconds_of(20'000), many = seconds_of(160'000);
    EXPECT_LT(many, 30 * few);
}

}  // namespace
}  // namespace gren::manifest_test
