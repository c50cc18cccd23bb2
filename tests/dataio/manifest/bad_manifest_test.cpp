#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dataio/manifest/manifest.h"
#include "tests/support/refusal.h"
#include "tests/support/scratch_folder.h"

namespace gren::bad_manifest_test {
namespace {
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kIni = "version = 1\nclasses = Mass|Effusion\nimages = films\n";
const std::string kImages = "image,path,labels\n1,1.png,Mass\n";
const std::string kBoxes = "image,label,x,y,w,h\n";
const std::string kMasks = "image,label,encoding,data\n";

struct Case {
    std::string name, file, text;
    std::vector<std::string> refusal;
};
void PrintTo(const Case& c, std::ostream* out) {
    *out << c.name;
}

struct BadFolder {
    explicit BadFolder(const std::string& file = "", const std::string& text = "") {
        for (const char* film : {"m/films/1.png", "m/films/2.png", "outside.png"}) scratch.write(film, "");
        scratch.write("m/manifest.ini", kIni);
        scratch.write("m/images.csv", kImages);
        if (!file.empty()) scratch.write("m/" + file, text);
    }
    Archive read(bool allow_outside = false) const {
        return read_manifest(scratch.path() / "m", allow_outside);
    }

    ScratchFolder scratch;
};

class BadManifest : public ::testing::TestWithParam<Case> {};

TEST_P(BadManifest, is_refused_with_file_and_line) {
    const BadFolder folder(GetParam().file, GetParam().text);
    expect_data_error([&] { folder.read(); }, GetParam().refusal);
}

const std::string kOutside = "leads outside the folder of images";
const Case kCases[] = {
    {"ini_of_another_version",
     "manifest.ini",
     "version = 2\nclasses = A\n",
     {"manifest.ini: version is '2', expected 1"}},
    {"ini_without_classes", "manifest.ini", "version = 1\n", {"manifest.ini: classes is ''"}},
    {"ini_with_an_empty_class", "manifest.ini", "version = 1\nclasses = A||B\n", {"classes is 'A||B'"}},
    {"ini_with_a_class_twice",
     "manifest.ini",
     "version = 1\nclasses = A|B|A\n",
     {"the class 'A' stands twice"}},
    {"ini_with_a_slash_in_a_class",
     "manifest.ini",
     "version = 1\nclasses = A/B\n",
     {"the class 'A/B' holds a /"}},
    {"ini_with_another_name", "manifest.ini", kIni + "license = x\n", {"manifest.ini:4: found 'license'"}},
    {"ini_with_a_name_twice",
     "manifest.ini",
     kIni + "images = x\n",
     {"manifest.ini:4: 'images' has a line already"}},
    {"ini_of_other_lines",
     "manifest.ini",
     "version 1\n",
     {"manifest.ini:1: found 'version 1', expected name = value"}},

    {"images_empty", "images.csv", "", {"images.csv:1: found an empty file", "image, path, labels"}},
    {"images_header_alone", "images.csv", "image,path,labels\n", {"images.csv has no rows"}},
    {"column_missing", "images.csv", "image,labels\n1,Mass\n", {"images.csv:1: no column is called 'path'"}},
    {"column_twice",
     "images.csv",
     "image,path,labels,sex,sex\n1,1.png,,M,F\n",
     {"images.csv:1: two columns are called 'sex'"}},
    {"label_unknown",
     "images.csv",
     kImages + "2,2.png,Mas\n",
     {"images.csv:3: unknown label 'Mas'", "Mass, Effusion"}},
    {"label_of_a_bar_too_many",
     "images.csv",
     kImages + "2,2.png,Mass|\n",
     {"images.csv:3: unknown label ''"}},
    {"label_present_and_unknown",
     "images.csv",
     "image,path,labels,unknown\n1,1.png,Mass,Mass\n",
     {"images.csv:2: 'Mass' is present and unknown"}},
    {"image_twice",
     "images.csv",
     kImages + "1,2.png,\n",
     {"images.csv:3: the image '1' stands in line 2 already"}},
    {"file_twice",
     "images.csv",
     kImages + "2,./1.png,\n",
     {"images.csv:3: the file '", "1.png' stands in line 2 already"}},
    {"image_without_name",
     "images.csv",
     kImages + ",2.png,\n",
     {"images.csv:3: the name of the image is empty"}},
    {"image_without_path", "images.csv", kImages + "2,,\n", {"images.csv:3: the path of the file is empty"}},
    {"row_cut", "images.csv", kImages + "2,2.png\n", {"images.csv:3: found 2 fields, expected at least 3"}},
    {"row_with_a_comma_too_many",
     "images.csv",
     kImages + "2,2,5.png,Mass\n",
     {"images.csv:3: found 4 fields, expected the header's 3"}},
    {"sex_of_another_word",
     "images.csv",
     "image,path,labels,sex\n1,1.png,,male\n",
     {"images.csv:2: sex is 'male', expected M, F, O"}},
    {"age_of_another_word",
     "images.csv",
     "image,path,labels,age\n1,1.png,,old\n",
     {"images.csv:2: age is 'old', expected years"}},
    {"path_above",
     "images.csv",
     kImages + "2,../../outside.png,\n",
     {"images.csv:3: the path '../../outside.png' " + kOutside, "--allow-outside"}},
    {"path_above_in_disguise",
     "images.csv",
     kImages + "2,a/../../../outside.png,\n",
     {"images.csv:3: ", kOutside}},
    {"path_from_the_root",
     "images.csv",
     kImages + "2,/etc/hostname,\n",
     {"images.csv:3: the path '/etc/hostname' " + kOutside}},
    {"no_image_there",
     "images.csv",
     "image,path,labels\n1,x.png,\n2,y.png,\n",
     {"images.csv:2: no file ", "x.png; none of the 2 images is there", "'images'"}},

    {"box_column_missing", "boxes.csv", "image,label,x,y,w\n", {"boxes.csv:1: no column is called 'h'"}},
    {"box_of_an_unknown_label",
     "boxes.csv",
     kBoxes + "1,Mas,1,2,3,4\n",
     {"boxes.csv:2: unknown label 'Mas'"}},
    {"box_without_height",
     "boxes.csv",
     kBoxes + "1,Mass,1,2,3,0\n",
     {"boxes.csv:2: the box has width 3 and height 0"}},
    {"box_of_words", "boxes.csv", kBoxes + "1,Mass,1,2,3,wide\n", {"boxes.csv:2: field 6 is 'wide'"}},
    {"box_of_nothing",
     "boxes.csv",
     kBoxes + "1,Mass,,2,3,4\n",
     {"boxes.csv:2: x is empty, expected a number"}},
    {"box_twice",
     "boxes.csv",
     kBoxes + "1,Mass,1,2,3,4\n1,Mass,1,2,3,5\n1,Mass,1,2,3,4\n",
     {"boxes.csv:4: repeats line 2"}},

    {"mask_column_missing",
     "masks.csv",
     "image,label,data\n",
     {"masks.csv:1: no column is called 'encoding'"}},
    {"mask_of_another_encoding",
     "masks.csv",
     kMasks + "1,Mass,rle,1 2\n",
     {"masks.csv:2: encoding is 'rle', expected png, siim or coco"}},
    {"mask_twice",
     "masks.csv",
     kMasks + "1,Mass,siim,0 2\n1,Mass,siim,0 2\n",
     {"masks.csv:3: repeats the mask of ", "masks.csv:2"}},
    {"masks_of_two_sizes",
     "masks.csv",
     kMasks + "1,Mass,siim,0 2\n1,Mass,coco,\"{\"\"size\"\":[2,1],\"\"counts\"\":[1,1]}\"\n",
     {"masks.csv:3: the mask has 1×2 pixels, that of ", "has 1024×1024"}},
    {"mask_file_outside",
     "masks.csv",
     kMasks + "1,Mass,png,../../outside.png\n",
     {"masks.csv:2: ", kOutside}},
    {"mask_file_absent", "masks.csv", kMasks + "1,Mass,png,no.png\n", {"masks.csv:2: ", "no.png"}},
};

INSTANTIATE_TEST_SUITE_P(Tables, BadManifest, ::testing::ValuesIn(kCases),
                         [](const auto& test) { return test.param.name; });

TEST(BadManifestFolder, without_a_table_it_is_refused) {
    const ScratchFolder scratch;
    expect_data_error([&] { read_manifest(scratch.path(), false); },
                      {"manifest.ini is missing", "gren import"});
    scratch.write("manifest.ini", kIni);
    expect_data_error([&] { read_manifest(scratch.path(), false); },
                      {"images.csv cannot be opened: No such file"});
}

TEST(BadManifestFolder, outside_is_allowed_where_it_is_said) {
    const BadFolder folder("images.csv", kImages + "2,../../outside.png,\n");
    EXPECT_EQ(folder.read(true).radiographs.at(1).file, folder.scratch.path() / "outside.png");
}

TEST(BadManifestFolder, ten_rows_are_listed_and_the_rest_counted) {
    std::string table = "image,path,labels\n";
    for (int line = 2; line < 15; ++line) table += std::to_string(line) + ",1.png,Mas\n";
    const BadFolder folder("images.csv", table);
    const auto sentence = refusal([&] { folder.read(); });
    EXPECT_THAT(sentence, HasSubstr("images.csv:2: unknown label"));
    EXPECT_THAT(sentence, HasSubstr("images.csv:11: unknown label"));
    EXPECT_THAT(sentence, Not(HasSubstr("images.csv:12:")));
    EXPECT_THAT(sentence, ::testing::EndsWith("\nand 3 rows more are wrong"));
}

}  // namespace
}  // namespace gren::bad_manifest_test
