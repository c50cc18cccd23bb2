// COCO's run lengths against pycocotools' encoder.
#include "dataio/run_lengths.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

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

}  // namespace
}  // namespace gren::run_lengths_test
