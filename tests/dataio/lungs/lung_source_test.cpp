#include "dataio/lungs/lung_source.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "dataio/sample.h"
#include "tests/support/refusal.h"
#include "tests/support/scratch_folder.h"

namespace gren::lung_source_test {
namespace {

const cv::Mat1b kImage(4, 6, std::uint8_t{0});

bool equal(const cv::Mat1b& a, const cv::Mat1b& b) {
    return a.size() == b.size() && cv::norm(a, b, cv::NORM_INF) == 0;
}

void write_png(const ScratchFolder& scratch, const std::string& name, const cv::Mat& pixels) {
    std::filesystem::create_directories((scratch.path() / name).parent_path());
    cv::imwrite(scratch.path() / name, pixels);
}

const cv::Mat1b kSides = (cv::Mat1b(4, 6) << 0, 2, 0, 0, 1, 0,  //
                          2, 2, 0, 0, 1, 1,                     //
                          2, 2, 3, 0, 1, 1,                     //
                          0, 2, 0, 0, 1, 0);

TEST(PngLungs, named_sides_are_taken_as_they_are) {
    const ScratchFolder scratch;
    write_png(scratch, "masks/a.png", kSides);
    const auto source = make_png_lungs(scratch.path() / "masks");
    EXPECT_TRUE(equal(source->lungs("a.png", kImage), kSides));
    EXPECT_TRUE(equal(source->lungs("a.jpg", kImage), kSides));
    EXPECT_EQ(source->provenance(), "png:masks");
    EXPECT_EQ(make_png_lungs(scratch.path() / "masks/")->provenance(), "png:masks");
}

TEST(PngLungs, right_lung_alone_is_a_named_side) {
    const ScratchFolder scratch;
    const cv::Mat1b right =
        (cv::Mat1b(4, 6) << 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 0, 0, 0);
    write_png(scratch, "a.png", right);
    EXPECT_TRUE(equal(make_png_lungs(scratch.path())->lungs("a.png", kImage), right));
}

TEST(PngLungs, joint_masks_are_split_whatever_their_value) {
    const ScratchFolder scratch;
    const cv::Mat1b joint = (cv::Mat1b(4, 6) << 1, 1, 0, 0, 0, 1,  //
                             1, 1, 0, 0, 1, 1,                     //
                             1, 1, 0, 0, 1, 1,                     //
                             0, 0, 0, 0, 0, 0);
    const cv::Mat1b expected = (cv::Mat1b(4, 6) << 2, 2, 0, 0, 0, 1,  //
                                2, 2, 0, 0, 1, 1,                     //
                                2, 2, 0, 0, 1, 1,                     //
                                0, 0, 0, 0, 0, 0);
    for (const int value : {1, 128, 255}) {
        write_png(scratch, "a.png", joint * value);
        EXPECT_TRUE(equal(make_png_lungs(scratch.path())->lungs("a.png", kImage), expected)) << value;
    }
    cv::imwrite(scratch.path() / "a.png", joint * 255, {cv::IMWRITE_PNG_BILEVEL, 1});
    EXPECT_TRUE(equal(make_png_lungs(scratch.path())->lungs("a.png", kImage), expected));
}

TEST(PngLungs, masks_of_another_size_are_fitted) {
    const ScratchFolder scratch;
    cv::Mat1b doubled(8, 12);
    for (int i = 0; i < 96; ++i) doubled(i / 12, i % 12) = kSides(i / 24, i % 12 / 2);
    write_png(scratch, "a.png", doubled);
    EXPECT_TRUE(equal(make_png_lungs(scratch.path())->lungs("a.png", kImage), kSides));
}

TEST(PngLungs, image_without_mask_has_no_lungs) {
    const ScratchFolder scratch;
    write_png(scratch, "a.png", kSides);
    EXPECT_TRUE(equal(make_png_lungs(scratch.path())->lungs("b.png", kImage), kImage));
}

TEST(PngLungs, masks_that_match_no_image_are_refused) {
    const ScratchFolder scratch;
    write_png(scratch, "a_mask.png", kSides);
    write_png(scratch, "b.png", kImage);
    const std::vector<std::string> none = {"a.png", "c.jpg"}, one = {"a.png", "b.jpg"};
    expect_data_error(
        [&] { make_png_lungs(scratch.path(), &none); },
        {"holds no mask of any of the 2 images, expected a.png for the first of them", ".png, among others"});
    const auto source = make_png_lungs(scratch.path(), &one);
    EXPECT_EQ(source->why_none("a.png"), "mask missing");
    EXPECT_EQ(source->why_none("b.jpg"), "mask empty");
}

TEST(PngLungs, bad_input) {
    const ScratchFolder scratch;
    expect_data_error([&] { make_png_lungs(scratch.path() / "absent"); },
                      {"absent is no folder with .png files"});
    scratch.write("notes.txt", "");
    expect_data_error([&] { make_png_lungs(scratch.path()); },
                      {"is no folder with .png files", "one lung mask per image"});
    scratch.write("a.png", "");
    const auto source = make_png_lungs(scratch.path());
    expect_data_error([&] { source->lungs("a.png", kImage); }, {"a.png is empty"});
}

TEST(NoLungs, knows_none) {
    EXPECT_TRUE(equal(make_no_lungs()->lungs("a.png", kImage), kImage));
    EXPECT_EQ(make_no_lungs()->provenance(), "none");
}

const std::string kColumns =
    "Image Index,Dice RCA (Mean),Landmarks,Left Lung,Right Lung,Heart,Height,Width\n";

// Row-major and counted from 1, so that "5 2" of 6 columns is the end of the first row.
TEST(ChexmaskLungs, run_lengths_row_major_from_one) {
    const ScratchFolder scratch;
    const auto file =
        scratch.write("set.csv", kColumns + "a.png,0.9,\"1,2\n3\",5 3 12 1 ,1 2 3 1 24 1,7 1,4,6\n");
    const cv::Mat1b expected = (cv::Mat1b(4, 6) << 2, 2, 2, 0, 1, 1,  //
                                1, 0, 0, 0, 0, 1,                     //
                                0, 0, 0, 0, 0, 0,                     //
                                0, 0, 0, 0, 0, 2);
    const auto source = make_chexmask_lungs(file);
    EXPECT_TRUE(equal(source->lungs("a.png", kImage), expected));
    EXPECT_EQ(source->provenance(), "chexmask:set.csv");
}

TEST(ChexmaskLungs, quality_below_0_7_counts_as_none) {
    const ScratchFolder scratch;
    const auto file =
        scratch.write("set.csv", kColumns + "a.png,0.699,,1 1,2 1,,4,6\nb.png,0.7,,1 1,2 1,,4,6\n");
    const auto source = make_chexmask_lungs(file);
    EXPECT_EQ(cv::countNonZero(source->lungs("a.png", kImage)), 0);
    EXPECT_EQ(cv::countNonZero(source->lungs("b.png", kImage)), 2);
    EXPECT_EQ(cv::countNonZero(source->lungs("c.png", kImage)), 0);
}

TEST(ChexmaskLungs, dicom_id_and_order_of_columns) {
    const ScratchFolder scratch;
    const auto file = scratch.write("set.csv",
                                    "Width,Height,Right Lung,Left Lung,Dice RCA (Mean),dicom_id\n"
                                    "3,2,1 1,6 1,0.8,1.2.84\n");
    const cv::Mat1b lungs = make_chexmask_lungs(file)->lungs("1.2.84.png", kImage);  // 2×3 becomes 4×6
    const cv::Mat1b expected = (cv::Mat1b(4, 6) << 2, 2, 0, 0, 0, 0,                 //
                                2, 2, 0, 0, 0, 0,                                    //
                                0, 0, 0, 0, 1, 1,                                    //
                                0, 0, 0, 0, 1, 1);
    EXPECT_TRUE(equal(lungs, expected));
}

TEST(ChexmaskLungs, lung_without_runs_is_missing) {
    const ScratchFolder scratch;
    const auto file = scratch.write("set.csv", kColumns + "a.png,0.9,,,1 24,,4,6\n");
    EXPECT_TRUE(equal(make_chexmask_lungs(file)->lungs("a.png", kImage), cv::Mat1b(4, 6, kRightLung)));
}

TEST(ChexmaskLungs, only_wanted_rows_are_kept) {
    const ScratchFolder scratch;
    const auto file =
        scratch.write("set.csv", kColumns + "a.png,0.9,,1 1,,,4,6\nb.png,0.9,,1 broken,,,4,6\n");
    const std::vector<std::string> names = {"a.png"};
    EXPECT_EQ(cv::countNonZero(make_chexmask_lungs(file, &names)->lungs("a.png", kImage)), 1);
}

TEST(ChexmaskLungs, missing_rows_low_quality_and_empty_masks_are_told_apart) {
    const ScratchFolder scratch;
    const auto file = scratch.write("set.csv", kColumns + "a.png,0.9,,,,,4,6\nb.png,0.69,,1 1,,,4,6\n");
    const std::vector<std::string> names = {"a.png", "b.png", "c.png"}, bad = {"b.png", "c.png"},
                                   absent = {"c.png"};
    const auto source = make_chexmask_lungs(file, &names);
    EXPECT_EQ(source->why_none("a.png"), "mask empty");
    EXPECT_EQ(source->why_none("b.png"), "mask of low quality");
    EXPECT_EQ(source->why_none("c.png"), "mask missing");
    expect_data_error([&] { make_chexmask_lungs(file, &bad); },
                      {"set.csv: all 1 rows", "Dice RCA (Mean) under 0.7"});
    expect_data_error([&] { make_chexmask_lungs(file, &absent); },
                      {"set.csv: the table has no row of any of the 1 images, expected one of c.png"});
}

TEST(ChexmaskLungs, an_image_with_two_rows_is_refused) {
    const ScratchFolder scratch;
    const auto file = scratch.write(
        "set.csv", kColumns + "a.png,0.9,,1 1,,,4,6\nb.png,0.9,,1 1,,,4,6\na.png,0.2,,2 1,,,4,6\n");
    expect_data_error([&] { make_chexmask_lungs(file); }, {"set.csv:4: a has a row already, in line 2"});
}

// As its tables of ChestX-ray8, VinDr-CXR, PadChest, MIMIC-CXR and CheXpert, and its data dictionary, call
// the column of the image.
TEST(ChexmaskLungs, every_documented_name_of_the_image_column) {
    const ScratchFolder scratch;
    const std::vector<std::pair<std::string, std::string>> tables = {
        {"Image Index", "a.1.png"},
        {"Image ID", "a.1.jpg"},
        {"image_id", "a.1"},
        {"image_id", "a.1.dicom"},
        {"ImageID", "a.1.png"},
        {"dicom_id", "a.1"},
        {"Path", "CheXpert-v1.0/train/patient00001/study1/a.1.jpg"}};
    for (const auto& [column, image] : tables) {
        const auto file = scratch.write(
            "set.csv",
            column + ",Dice RCA (Max),Dice RCA (Mean),Landmarks,Left Lung,Right Lung,Heart,Height,Width\n" +
                image + ",0.9,0.9,,3 1,,,4,6\n");
        EXPECT_EQ(cv::countNonZero(make_chexmask_lungs(file)->lungs("a.1.png", kImage)), 1) << column;
    }
}

// Run lengths of a mask as numpy makes them of mask.ravel(order): "F" goes down the columns.
std::string runs_of(const cv::Mat1b& mask, int value, bool by_columns) {
    const cv::Mat1b flat = by_columns ? cv::Mat1b(mask.t()) : mask;
    std::string text;
    for (int i = 0, length = 0; i < static_cast<int>(flat.total()); i += std::max(length, 1), length = 0) {
        while (i + length < static_cast<int>(flat.total()) && flat.data[i + length] == value) ++length;
        if (length > 0) text += std::to_string(i + 1) + " " + std::to_string(length) + " ";
    }
    return text;
}

TEST(ChexmaskLungs, run_lengths_down_the_columns_are_noticed) {
    const ScratchFolder scratch;
    for (const cv::Size size : {cv::Size(64, 64), cv::Size(50, 70)}) {
        cv::Mat1b mask(size, std::uint8_t{0});
        cv::ellipse(mask, {size.width / 4, size.height / 2}, {size.width / 6, size.height / 3}, 0, 0, 360,
                    kRightLung, cv::FILLED);
        cv::ellipse(mask, {3 * size.width / 4, size.height / 2}, {size.width / 7, size.height / 3}, 0, 0, 360,
                    kLeftLung, cv::FILLED);
        const auto table = [&](bool by_columns) {
            std::string text = kColumns;
            for (int i = 0; i < 5; ++i)
                text += std::to_string(i) + ".png,0.9,," + runs_of(mask, kLeftLung, by_columns) + "," +
                        runs_of(mask, kRightLung, by_columns) + ",," + std::to_string(size.height) + "," +
                        std::to_string(size.width) + "\n";
            return scratch.write("set.csv", text);
        };
        EXPECT_TRUE(equal(make_chexmask_lungs(table(false))->lungs("3.png", mask), mask));
        expect_data_error([&] { make_chexmask_lungs(table(true)); },
                          {"set.csv: the run lengths of most of the first 5 masks", "down the columns"});
    }
}

// Rows longer than a buffer of the reader, asked for in another order than the file's, and twice.
TEST(ChexmaskLungs, rows_of_plain_and_gzip_tables_in_any_order) {
    const ScratchFolder scratch;
    std::string table = kColumns;
    for (int i = 1; i <= 20; ++i)
        table += std::to_string(i) + ".png,0.9,\"" + std::string(100'000, 'x') + "\n\"," + std::to_string(i) +
                 " 1,24 1,,4,6\n";
    const auto plain = scratch.write("set.csv", table);
    const std::string command = "gzip -k " + plain.string();
    ASSERT_EQ(std::system(command.c_str()), 0);
    for (const auto& file : {plain, scratch.path() / "set.csv.gz"}) {
        const auto source = make_chexmask_lungs(file);
        for (const int i : {20, 1, 7, 7, 19, 2}) {
            cv::Mat1b expected(4, 6, std::uint8_t{0});
            expected.data[i - 1] = kLeftLung;
            expected.data[23] = kRightLung;
            EXPECT_TRUE(equal(source->lungs(std::to_string(i) + ".png", kImage), expected)) << file << i;
        }
        EXPECT_EQ(cv::countNonZero(source->lungs("21.png", kImage)), 0);
    }
}

TEST(ChexmaskLungs, bad_run_lengths) {
    const ScratchFolder scratch;
    const auto refused = [&](const std::string& runs, const std::string& found) {
        const auto file = scratch.write(
            "set.csv", kColumns + "a.png,0.9,,1 1,1 1,,4,6\nb.png,0.9,,1 1," + runs + ",,4,6\n");
        expect_data_error([&] { make_chexmask_lungs(file); }, {"set.csv:3: " + found});
    };
    refused("5", "malformed run length near ''");
    refused("5 x", "malformed run length near 'x'");
    refused("5 -1", "malformed run length near '-1'");
    refused("5 1.5", "malformed run length near '1.5'");
    refused("0 1", "run of 1 pixels from pixel 0 leaves the mask of 24 pixels");
    refused("24 2", "run of 2 pixels from pixel 24 leaves");
    refused("25 0", "run of 0 pixels from pixel 25 leaves");
    refused("1 18446744073709551615", "run of 18446744073709551615 pixels from pixel 1 leaves");
    refused("1 18446744073709551616", "malformed run length near");
}

TEST(ChexmaskLungs, bad_tables) {
    const ScratchFolder scratch;
    const auto refused = [&](const std::string& text, const std::vector<std::string>& parts) {
        const auto file = scratch.write("set.csv", text);
        expect_data_error([&] { make_chexmask_lungs(file); }, parts);
    };
    refused("", {"set.csv:1: found an empty file"});
    refused("Image Index,Dice RCA (Mean),Left Lung\n", {"set.csv:1: no column is called 'Right Lung'"});
    refused("Dice RCA (Mean),Left Lung\n", {"set.csv:1: no column is called 'Image Index'"});
    refused(kColumns + "a.png,good,,1 1,1 1,,4,6\n", {"set.csv:2: field 2 is 'good'"});
    refused(kColumns + "a.png,0.9,,1 1,1 1,,0,6\n", {"set.csv:2: a side of 0 pixels"});
    refused(kColumns + "a.png,0.9,,1 1,1 1,,4,6.5\n", {"set.csv:2: a side of 6.5 pixels"});
    refused(kColumns + "a.png,0.9,,1 1,1 1,,4,65536\n", {"set.csv:2: a side of 65536 pixels"});
    expect_data_error([] { make_chexmask_lungs("no/set.csv"); }, {"no/set.csv cannot be opened"});
}

}  // namespace
}  // namespace gren::lung_source_test
