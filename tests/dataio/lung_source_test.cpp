#include "dataio/lung_source.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <opencv2/imgcodecs.hpp>

#include "dataio/sample.h"
#include "tests/dataio/expect_data_error.h"
#include "tests/support/scratch_folder.h"

namespace gren {
namespace {
using testing::expect_data_error;

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
    const std::vector<std::string> none;
    EXPECT_EQ(cv::countNonZero(make_chexmask_lungs(file, &none)->lungs("a.png", kImage)), 0);
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
}  // namespace gren
