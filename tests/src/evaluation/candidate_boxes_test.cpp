// Boxes of a map of two blobs, drawn by hand.
#include "src/evaluation/candidate_boxes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/evaluation/box_rules.h"
#include "tests/support/refusal.h"

namespace gren::candidate_boxes_test {
namespace {

// 16² cells: a blob of 4×4 at (2, 3) with a hotter core of 2×2 in it, and one of 2×1 at (10, 12), joined to a
// cell at its corner.
torch::Tensor two_blobs() {
    auto map = torch::full({16, 16}, -0.2F);
    map.slice(0, 3, 7).slice(1, 2, 6).fill_(0.1F);
    map.slice(0, 4, 6).slice(1, 3, 5).fill_(0.7F);
    map.slice(0, 12, 13).slice(1, 10, 12).fill_(0.2F);
    map[13][12] = 0.2F;
    return map;
}

const std::vector<double> kLevels{0, 0.5};

}  // namespace

TEST(CandidateBoxes, stand_around_each_part_at_each_level) {
    const auto boxes = candidate_boxes(two_blobs(), kLevels);
    ASSERT_EQ(boxes.size(), 3U);
    const auto same = [](const CellBox& box, int x, int y, int w, int h) {
        return box.x == x && box.y == y && box.w == w && box.h == h;
    };
    EXPECT_TRUE(same(boxes[0], 2, 3, 4, 4));
    EXPECT_NEAR(boxes[0].heat, (12 * 0.1 + 4 * 0.7) / 16, 1e-6);
    EXPECT_TRUE(same(boxes[1], 10, 12, 3, 2)) << "corners join";
    EXPECT_TRUE(same(boxes[2], 3, 4, 2, 2)) << "inside the first";
    EXPECT_TRUE(candidate_boxes(torch::full({8, 8}, -1.0F), kLevels).empty());
}

TEST(CandidateBoxes, count_by_three_rules) {
    const auto boxes = candidate_boxes(two_blobs(), kLevels);
    // Pixels are cells: the disease's box is that of the first blob.
    const auto rules = candidate_overlaps(boxes, 16, {{.cls = 0, .x = 2, .y = 3, .w = 4, .h = 4}}, 16);
    EXPECT_NEAR(rules[0].iou, 1, 1e-9);
    EXPECT_NEAR(rules[1].iou, 4.0 / 16, 1e-9);  // the hottest is the core
    EXPECT_NEAR(rules[1].iobb, 1, 1e-9);
    EXPECT_NEAR(rules[2].iou, 16.0 / 22, 1e-9);  // with the other blob's six cells
    EXPECT_NEAR(rules[2].iobb, 16.0 / 22, 1e-9);
    for (const auto& rule : candidate_overlaps({}, 16, {{.cls = 0, .x = 2, .y = 3, .w = 4, .h = 4}}, 16)) {
        EXPECT_EQ(rule.iou, 0);
        EXPECT_EQ(rule.iobb, 0);
    }
}

TEST(BoxRules, are_there_for_systems_of_boxes_alone) {
    ImageReading regions;
    regions.maps.push_back({.cls = 0, .boxed = true, .iou = 0.6, .run_lengths = {}, .marks = {}});
    EXPECT_FALSE(box_rule_accuracy({regions}, 1).has_value());
    auto boxes = regions;
    boxes.maps[0].rules = {{0.6, 0.9}, {0.2, 0.4}, {0.4, 0.4}};
    const auto found = box_rule_accuracy({boxes, boxes}, 1);
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ((*found)[0].iou[4], 1.0);  // T = 0.5
    EXPECT_EQ((*found)[1].iou[4], 0.0);
    EXPECT_EQ((*found)[2].iobb[2], 1.0);  // T = 0.3
}

TEST(BoxRules, of_unknown_name_are_refused) {
    EXPECT_THAT(message_of([] { box_rule_from("best"); }), testing::HasSubstr("any, top or union"));
}

}  // namespace gren::candidate_boxes_test
