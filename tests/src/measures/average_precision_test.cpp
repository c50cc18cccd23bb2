// Average precision against pycocotools' COCOeval.
#include "src/measures/average_precision.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

namespace gren::average_precision_test {
namespace {

TEST(AveragePrecision, equals_pycocotools) {
    const auto cases = nlohmann::json::parse(std::ifstream(GREN_GOLDEN_DIR "/coco.json"))["precisions"];
    ASSERT_EQ(cases.size(), 6);
    for (const auto& one : cases) {
        std::vector<Detection> detections;
        std::int64_t boxes = 0;
        for (const auto& image : one["images"]) {
            if (!image[0].is_null()) detections.push_back({image[0], image[1]});
            boxes += image[2].get<bool>() ? 1 : 0;
        }
        for (const double threshold : {0.3, 0.5})
            EXPECT_NEAR(average_precision(detections, boxes, threshold).value(),
                        one["ap"][nlohmann::json(threshold).dump()].get<double>(), 1e-12)
                << one.dump() << threshold;
    }
}

TEST(AveragePrecision, of_simple_lists) {
    EXPECT_EQ(average_precision({}, 0, 0.5), std::nullopt);
    EXPECT_EQ(average_precision({}, 3, 0.5), 0);
    EXPECT_DOUBLE_EQ(average_precision({{0.2, 0.9}, {0.9, 0.9}}, 2, 0.5).value(), 1);
    // One wrong above one right of one: precision 1/2 at every recall.
    EXPECT_DOUBLE_EQ(average_precision({{0.2, 0.9}, {0.9, 0}}, 1, 0.5).value(), 0.5);
}

// No threshold parts equal scores, so neither does the order in which they come.
TEST(AveragePrecision, of_equal_scores_is_the_same_in_any_order) {
    EXPECT_DOUBLE_EQ(average_precision({{20, 0.9}, {20, 0}, {20, 0}, {20, 0.9}}, 2, 0.5).value(), 0.5);
    EXPECT_DOUBLE_EQ(average_precision({{20, 0}, {20, 0}, {20, 0.9}, {20, 0.9}}, 2, 0.5).value(), 0.5);
}

}  // namespace
}  // namespace gren::average_precision_test
