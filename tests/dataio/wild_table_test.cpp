// Tables as people's tools leave them: each is read rightly or refused in a sentence that names
// file and line.
#include <gmock/gmock.h>
#include <zlib.h>

#include "dataio/importers/importers.h"
#include "tests/support/refusal.h"
#include "tests/support/scratch_folder.h"

namespace gren::wild_table_test {
namespace {

using namespace std::string_literals;

const std::string kHeader = "Image Index,Finding Labels,Follow-up #,Patient ID,Patient Age";
const std::string kLabels = "Data_Entry_2017_v2020.csv", kBoxes = "BBox_List_2017.csv";

struct Table {
    std::string name, file, text;
    std::vector<std::string> refusal = {};  // empty: read, with one radiograph of Mass and, if any, one box
};
void PrintTo(const Table& table, std::ostream* out) {
    *out << table.name;
}

class WildTable : public ::testing::TestWithParam<Table> {};

TEST_P(WildTable, is_read_rightly_or_refused) {
    const ScratchFolder scratch;
    scratch.write("a b.png", "");
    scratch.write(kLabels, kHeader + "\na b.png,Mass,0,7,57\n");
    scratch.write(GetParam().file, GetParam().text);
    if (!GetParam().refusal.empty()) {
        expect_data_error([&] { import_nih(scratch.path()); }, GetParam().refusal);
        return;
    }
    const auto archive = import_nih(scratch.path());
    ASSERT_EQ(archive.radiographs.size(), 1u);
    EXPECT_EQ(archive.radiographs[0].name, "a b.png");
    EXPECT_EQ(archive.radiographs[0].patient, "7");
    EXPECT_THAT(archive.radiographs[0].label, ::testing::Contains(1).Times(1));
    if (GetParam().file == kBoxes) {
        ASSERT_EQ(archive.radiographs[0].boxes.size(), 1u);
        EXPECT_EQ(archive.radiographs[0].boxes[0].x, 1.5F);
    }
}

std::string utf16(const std::string& text) {
    std::string wide = "\xFF\xFE";
    for (const char c : text) wide += c + "\0"s;
    return wide;
}

std::string gzipped(const std::string& text) {
    const ScratchFolder scratch;
    const auto file = (scratch.path() / "t.gz").string();
    const auto out = gzopen(file.c_str(), "wb");
    gzwrite(out, text.data(), static_cast<unsigned>(text.size()));
    gzclose(out);
    return bytes_of(file);
}

const std::string kRow = "a b.png,Mass,0,7,57\n";
const std::string kBoxHeader = "Image Index,Finding Label,Bbox [x,y,w,h],,,\n";
const Table kTables[] = {
    {"byte_order_mark_and_windows_breaks", kLabels, "\xEF\xBB\xBF" + kHeader + "\r\na b.png,Mass,0,7,57\r\n"},
    {"old_mac_breaks", kLabels, kHeader + "\ra b.png,Mass,0,7,57\r"},
    {"every_field_quoted", kLabels,
     "\"Image Index\",\"Finding Labels\",\"Patient ID\"\n\"a b.png\",\"Mass\",\"7\"\n"},
    {"other_order_and_more_columns", kLabels,
     "x,Patient ID,y,Finding Labels,Image Index\n,7,,Mass,a b.png\n"},
    {"index_column_of_pandas", kLabels, "," + kHeader + "\n0,a b.png,Mass,0,7,57\n"},
    {"blank_lines_and_no_last_break", kLabels, kHeader + "\n\n\n" + "a b.png,Mass,0,7,57"},
    {"quoted_break_in_an_unused_field", kLabels, kHeader + "\na b.png,Mass,\"0\n1\",7,57\n"},
    {"gzip_under_a_plain_name", kLabels, gzipped(kHeader + "\n" + kRow)},
    {"bytes_that_are_no_utf8", kLabels, kHeader + "\na b.png,Mass,\xE9\xFF,7,57\n"},
    {"zero_byte_in_an_unused_field", kLabels, kHeader + "\na b.png,Mass,\0,7,57\n"s},
    {"repeated_label", kLabels, kHeader + "\na b.png,Mass|Mass,0,7,57\n"},

    {"trailing_columns_blanks_and_empty_rows", kLabels,
     "\xEF\xBB\xBF" + kHeader + ",,,\r\na b.png ,Mass ,0,7\t,57,,,\r\n,,,,,,,\r\n  \r\n"},
    {"blanks_around_labels", kLabels, kHeader + "\na b.png, Mass,0,7,57\n"},
    {"blanks_around_bars", kLabels, kHeader + "\na b.png,\"Mass | Mass \",0,7,57\n"},

    {"semicolons",
     kLabels,
     "Image Index;Finding Labels;Patient ID\na b.png;Mass;7\n",
     {kLabels + ":1: fields are separated by semicolons, expected commas", "Image Index;Finding Labels"}},
    {"quoted_semicolons",
     kLabels,
     "\"Image Index\";\"Finding Labels\";\"Patient ID\"\n",
     {kLabels + ":1: fields are separated by semicolons, expected commas"}},
    {"semicolons_of_boxes",
     kBoxes,
     "Image Index;Finding Label;Bbox [x;y;w;h];;;\na b.png;Mass;1,5;2;3;4\n",
     {kBoxes + ":1: fields are separated by semicolons, expected commas"}},
    {"tabs", kLabels, "Image Index\tFinding Labels\n", {kLabels + ":1: fields are separated by tabs"}},
    {"quoted_tabs",
     kLabels,
     "\"Image Index\"\t\"Finding Labels\"\n",
     {kLabels + ":1: fields are separated by tabs"}},
    {"utf16_of_a_spreadsheet",
     kLabels,
     utf16(kHeader + "\n" + kRow),
     {kLabels + " is UTF-16 text, expected UTF-8"}},
    {"a_page_instead_of_the_file",
     kLabels,
     "<!DOCTYPE html>\n<html><title>Sign in</title>\n",
     {kLabels + " is a web page (HTML)"}},
    {"a_pointer_of_git_lfs",
     kLabels,
     "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 2\n",
     {kLabels + " is a pointer of Git LFS", "git lfs pull"}},
    {"a_spreadsheet_renamed",
     kLabels,
     "PK\x03\x04\x14\0\x06\0"s,
     {kLabels + " is a zip archive or a spreadsheet"}},
    {"no_header", kLabels, kRow, {kLabels + ":1: no column is called 'Image Index'"}},
    {"header_in_lower_case",
     kLabels,
     "image index,finding labels,patient id\n" + kRow,
     {kLabels + ":1: no column is called 'Image Index'", "image index"}},
    {"header_alone", kLabels, kHeader + "\n", {"none of the 0 images"}},
    {"labels_by_commas",
     kLabels,
     kHeader + "\na b.png,\"Mass,Nodule\",0,7,57\n",
     {kLabels + ":2: unknown disease 'Mass,Nodule'"}},
    {"bar_at_the_end", kLabels, kHeader + "\na b.png,Mass|,0,7,57\n", {kLabels + ":2: unknown disease ''"}},
    {"no_finding_beside_a_finding",
     kLabels,
     kHeader + "\na b.png,Mass|No Finding,0,7,57\n",
     {kLabels + ":2: unknown disease 'No Finding'"}},
    {"cut_within_a_row", kLabels, kHeader + "\n" + kRow + "c.png,Ma", {kLabels + ":3: unknown disease 'Ma'"}},
    {"cut_within_quotes",
     kLabels,
     kHeader + "\n" + kRow + "\"c.pn",
     {kLabels + ":3: a quoted field is never closed"}},
    {"text_behind_quotes", kLabels, kHeader + "\n\"a\" b.png,Mass,0,7,57\n", {kLabels + ":2: text follows"}},
    {"rows_of_two_exports_joined",
     kLabels,
     kHeader + "\n" + kRow + kHeader + "\n",
     {kLabels + ":3: unknown disease 'Finding Labels'"}},
    {"one_image_twice",
     kLabels,
     kHeader + "\n" + kRow + "a b.jpg,Mass,0,7,57\n",
     {kLabels + ":3: a b.jpg has a row already"}},

    {"boxes_of_floats", kBoxes, kBoxHeader + "a b.png,Mass,1.5,2,3e1,4,,,\n"},
    {"box_of_quoted_numbers", kBoxes, kBoxHeader + "a b.png,Mass,\"1.5\",2,3,4\n"},
    {"decimal_commas",
     kBoxes,
     kBoxHeader + "a b.png,Mass,\"1,5\",2,3,4\n",
     {kBoxes + ":2: field 3 is '1,5'"}},
    {"thousands", kBoxes, kBoxHeader + "a b.png,Mass,\"1,024\",2,3,4\n", {kBoxes + ":2: field 3 is '1,024'"}},
    {"blanks_around_numbers", kBoxes,
     "\xEF\xBB\xBF" + kBoxHeader + "a b.png,Mass, 1.5,2\t,3 ,4,,,\r\n,,,,\r\n"},
    {"box_without_height",
     kBoxes,
     kBoxHeader + "a b.png,Mass,1.5,2,3,0\n",
     {kBoxes + ":2: the box of Mass has width 3 and height 0, expected both above 0"}},
    {"box_without_width",
     kBoxes,
     kBoxHeader + "a b.png,Mass,1.5,2,0,4\n",
     {kBoxes + ":2: the box of Mass has width 0 and height 4, expected both above 0"}},
    {"box_of_negative_height",
     kBoxes,
     kBoxHeader + "a b.png,Mass,1.5,2,3,-4\n",
     {kBoxes + ":2: the box of Mass has width 3 and height -4"}},
    {"box_of_negative_width",
     kBoxes,
     kBoxHeader + "elsewhere.png,Mass,1.5,2,-3,4\n",
     {kBoxes + ":2: the box of Mass has width -3 and height 4"}},
    {"infinite_box", kBoxes, kBoxHeader + "a b.png,Mass,1.5,2,inf,4\n", {kBoxes + ":2: field 5 is 'inf'"}},
    {"number_too_large",
     kBoxes,
     kBoxHeader + "a b.png,Mass,1.5,2,1e999,4\n",
     {kBoxes + ":2: field 5 is '1e999'"}},
    {"hexadecimal_box", kBoxes, kBoxHeader + "a b.png,Mass,0x1,2,3,4\n", {kBoxes + ":2: field 3 is '0x1'"}},
    {"empty_box", kBoxes, kBoxHeader + "a b.png,Mass,,,,\n", {kBoxes + ":2: field 3 is ''"}},
    {"box_list_empty", kBoxes, "", {kBoxes + ":1: expected a header"}},
};

INSTANTIATE_TEST_SUITE_P(Wild, WildTable, ::testing::ValuesIn(kTables),
                         [](const auto& test) { return test.param.name; });

// Names that break scripts: blanks, dots, quotes, percent signs, other alphabets, decomposed
// letters, 255 bytes.
TEST(WildName, is_an_image_like_any_other) {
    const ScratchFolder scratch;
    const std::vector<std::string> stems = {" a",
                                            "a..b",
                                            "..a",
                                            "a;b&c",
                                            "it's",
                                            "%20{}",
                                            "-rf",
                                            "胸部",
                                            "e\xCC\x81",
                                            "a\nb",
                                            std::string(251, 'n')};
    std::string table = kHeader + "\n";
    for (const auto& stem : stems) {
        if (!stem.starts_with('.')) scratch.write("images/" + stem + ".png", "");
        table += "\"" + stem + ".png\",Mass,0,7,57\n";
    }
    table += "\"" + std::string(300, 'n') + ".png\",Mass,0,7,57\n../../etc/passwd.png,Mass,0,7,57\n";
    scratch.write(kLabels, table);
    const auto archive = import_nih(scratch.path());
    EXPECT_EQ(archive.radiographs.size(), stems.size() - 1);  // a name that begins with a dot is hidden
    EXPECT_EQ(archive.report.rows_without_image, 3);
    for (const auto& radiograph : archive.radiographs)
        EXPECT_EQ(radiograph.file, scratch.path() / "images" / radiograph.name);
}

// A name with folders stands for its stem: nothing outside the archive is read, nothing is written elsewhere.
TEST(WildName, cannot_leave_the_archive) {
    const ScratchFolder scratch;
    scratch.write("inside.png", "");
    scratch.write(kLabels, kHeader + "\n../../inside.png,Mass,0,7,57\n");
    const auto archive = import_nih(scratch.path());
    ASSERT_EQ(archive.radiographs.size(), 1u);
    EXPECT_EQ(archive.radiographs[0].file, scratch.path() / "inside.png");
}

}  // namespace
}  // namespace gren::wild_table_test
