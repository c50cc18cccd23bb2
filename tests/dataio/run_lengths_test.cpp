// COCO's run lengths against pycocotools' encoder.
#include "dataio/run_lengths.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <opencv2/core.hpp>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/refusal.h"

namespace gren::run_lengths_test {
namespace {

TEST(RunLengths, equal_those_of_pycocotools) {
    const auto masks = nlohmann::json::parse(std::ifstream(GREN_GOLDEN_DIR "/coco.json"))["masks"];
    ASSERT_EQ(masks.size(), 8);
    for (const auto& one : masks) {
        const auto rows = one["rows"].get<std::vector<std::string>>();
        cv::Mat1b mask(static_cast<int>(rows.size()), static_cast<int>(rows[0].size()));
        for (int row = 0; row < mask.rows; ++row)
            for (int column = 0; column < mask.cols; ++column)
                mask(row, column) =
                    rows[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)] == '1' ? 255 : 0;
        EXPECT_EQ(compressed(run_lengths(mask)), one["counts"].get<std::string>());
    }
}

// pycocotools' text of a column of 1100 pixels; 'o' is the last of its alphabet, '0' the first.
TEST(RunLengths, of_every_size_come_back_from_pycocotools) {
    const auto column = [](const std::vector<std::pair<int, int>>& inside) {
        cv::Mat1b mask(1100, 1, std::uint8_t{0});
        for (const auto& [from, end] : inside) mask.rowRange(from, end).setTo(255);
        return mask;
    };
    const std::vector<std::pair<std::string, cv::Mat1b>> known{
        {"o01\\Q1", column({{31, 32}})},
        {"?1lQ1", column({{15, 16}})},
        {"`0_P11eoNW1", column({{16, 1055}, {1056, 1060}})},
        {"0oo01RPO00X2", column({{0, 1023}, {1024, 1025}, {1026, 1027}})}};
    for (const auto& [text, mask] : known) {
        EXPECT_EQ(compressed(run_lengths(mask)), text);
        EXPECT_EQ(cv::norm(mask_from_run_lengths(text, 1100, 1), mask, cv::NORM_INF), 0) << text;
    }
}

TEST(RunLengths, that_are_damaged_are_refused) {
    // Outside the alphabet, cut within a number, a number beyond 40 bits, pixels that do not fill the mask.
    for (const auto* text : {"/", "p0", "o", "oooooooo0", "", "31", "41", "N"})
        EXPECT_NE(refusal([&] { mask_from_run_lengths(text, 3, 1); }), "") << text;
    EXPECT_EQ(refusal([] { mask_from_run_lengths("3", 3, 1); }), "");
}

}  // namespace
}  // namespace gren::run_lengths_test
