#include "dataio/manifest/disease_mask.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>

#include "tests/support/refusal.h"

namespace gren::disease_mask_test {
namespace {
using ::testing::ElementsAre;

// Skips are counted from the end of the run before: column 2 from row 5 on, and the two first pixels
// of column 3.
TEST(SiimMask, skips_are_relative_and_runs_go_down_the_columns) {
    const auto mask = decode_mask("siim", "2053 3 1016 2");
    EXPECT_EQ(mask.size(), cv::Size(1024, 1024));
    EXPECT_EQ(cv::countNonZero(mask), 5);
    for (const int row : {5, 6, 7}) EXPECT_NE(mask(row, 2), 0) << row;
    for (const int row : {0, 1}) EXPECT_NE(mask(row, 3), 0) << row;
}

TEST(SiimMask, minus_one_marks_nothing) {
    EXPECT_EQ(cv::countNonZero(decode_mask("siim", "-1")), 0);
}

TEST(SiimMask, the_last_pixel_is_inside_and_the_next_is_not) {
    EXPECT_NE(decode_mask("siim", "1048575 1")(1023, 1023), 0);
    expect_data_error([] { decode_mask("siim", "1048575 2"); },
                      {"the run of 2 pixels after a skip of 1048575 leaves"});
    expect_data_error([] { decode_mask("siim", "0 4611686018427387904 1 4611686018427387904"); },
                      {"leaves a mask"});
}

TEST(SiimMask, malformed_runs_are_refused) {
    expect_data_error([] { decode_mask("siim", "1 2 3"); }, {"found 3 run lengths, expected pairs"});
    expect_data_error([] { decode_mask("siim", ""); }, {"found 0 run lengths"});
    expect_data_error([] { decode_mask("siim", "1 two"); }, {"found run lengths '1 two'"});
    expect_data_error([] { decode_mask("siim", "1 2.5"); }, {"expected whole numbers"});
    expect_data_error([] { decode_mask("siim", "-2 4"); }, {"after a skip of -2"});
}

// 3 rows × 2 columns, the first column full: 0 zeros, 3 ones, 3 zeros; "033" is pycocotools' text of it.
TEST(CocoMask, both_forms_of_counts) {
    for (const char* data : {R"({"size":[3,2],"counts":[0,3,3]})", R"({"size":[3,2],"counts":"033"})"}) {
        const auto mask = decode_mask("coco", data);
        EXPECT_EQ(mask.size(), cv::Size(2, 3));
        EXPECT_EQ(cv::countNonZero(mask), 3);
        EXPECT_NE(mask(2, 0), 0);
    }
}

TEST(CocoMask, malformed_json_is_refused) {
    for (const char* data :
         {"", "[1]", R"({"size":[3],"counts":[6]})", R"({"size":[3,2]})", R"({"size":3,"counts":[6]})"})
        expect_data_error([&] { decode_mask("coco", data); }, {"expected COCO's {\"size\""});
    expect_data_error([] { decode_mask("coco", R"({"size":[3,2],"counts":[5]})"); },
                      {"found run lengths of 5 pixels"});
    for (const char* count : {"4294967302", "-1", "5.5", "7"})  // 2³² more than the six pixels there are
        expect_data_error(
            [&] { decode_mask("coco", fmt::format(R"({{"size":[3,2],"counts":[{}]}})", count)); },
            {fmt::format("found a run of {} pixels in a mask of 6", count)});
    expect_data_error([] { decode_mask("coco", R"({"size":[100000,100000],"counts":[1]})"); },
                      {"found a mask of 100000×100000"});
    expect_data_error([] { decode_mask("coco", R"({"size":[0,2],"counts":[0]})"); }, {"found a mask of 2×0"});
}

TEST(ComponentBoxes, a_box_a_piece_from_the_top_and_corners_join) {
    cv::Mat1b mask = (cv::Mat1b(4, 6) << 0, 0, 0, 0, 0, 9,  //
                      1, 0, 0, 0, 0, 0,                     //
                      0, 1, 1, 0, 0, 0,                     //
                      0, 0, 0, 0, 1, 1);
    EXPECT_THAT(component_boxes(mask),
                ElementsAre(cv::Rect(5, 0, 1, 1), cv::Rect(0, 1, 3, 2), cv::Rect(4, 3, 2, 1)));
}

TEST(ComponentBoxes, noise_is_refused) {
    cv::Mat1b mask(80, 80, std::uint8_t{0});
    for (int row = 0; row < 80; row += 2)
        for (int column = 0; column < 80; column += 2) mask(row, column) = 1;
    expect_data_error([&] { component_boxes(mask); }, {"falls into 1600 pieces, expected at most 1000"});
}

}  // namespace
}  // namespace gren::disease_mask_test
