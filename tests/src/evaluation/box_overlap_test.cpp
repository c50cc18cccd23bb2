// Overlaps against brute-force drawings and exhaustive search; accuracy against a table made by hand.
#include "src/evaluation/box_overlap.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <stdexcept>

#include "dataio/csv.h"
#include "src/evaluation/target_ceiling.h"

namespace gren::box_overlap_test {
namespace {

bool holds(const Box& box, double x, double y) {
    return x > box.x && x < box.x + box.w && y > box.y && y < box.y + box.h;
}

// By counting 1/8-pixel squares, also around the image; exact for borders at multiples of 1/4 pixel.
Overlap drawn_overlap(const torch::Tensor& logits, const std::vector<Box>& boxes, int size) {
    const auto grid = static_cast<double>(logits.size(0));
    Overlap drawn;
    for (int i = -size * 8; i < size * 16; ++i) {
        for (int j = -size * 8; j < size * 16; ++j) {
            const double y = (i + 0.5) / 8, x = (j + 0.5) / 8;
            const bool inside = y > 0 && x > 0 && y < size && x < size;
            const bool on =
                inside &&
                logits[static_cast<int>(y * grid / size)][static_cast<int>(x * grid / size)].item<float>() >
                    0;
            bool boxed = false;
            for (const Box& box : boxes) boxed = boxed || holds(box, x, y);
            drawn.region += on / 64.0;
            drawn.boxes += boxed / 64.0;
            drawn.shared += (on && boxed) / 64.0;
        }
    }
    return drawn;
}

TEST(Localization, overlap_equals_a_fine_drawing) {
    std::mt19937 random(4);
    const auto quarters = [&](int most) {
        return static_cast<float>(random() % static_cast<unsigned>(4 * most) + 1) / 4;
    };
    torch::manual_seed(1);
    for (const auto& [size, grid] : {std::pair{8, 4}, std::pair{6, 8}, std::pair{5, 1}}) {
        for (int trial = 0; trial < 4; ++trial) {
            const torch::Tensor logits = torch::randn({grid, grid});
            std::vector<Box> boxes{{0, quarters(size) - 2, quarters(size), quarters(5), quarters(5)}};
            if (trial > 1) boxes.push_back({0, quarters(size), quarters(size), quarters(4), quarters(4)});
            const auto found = overlap(logits, boxes, size), drawn = drawn_overlap(logits, boxes, size);
            EXPECT_NEAR(found.region, drawn.region, 1e-11) << size << " " << trial;
            EXPECT_NEAR(found.boxes, drawn.boxes, 1e-11) << size << " " << trial;
            EXPECT_NEAR(found.shared, drawn.shared, 1e-11) << size << " " << trial;
        }
    }
}

TEST(Localization, a_perfect_learner_reaches_what_numpy_says) {
    const auto golden = nlohmann::json::parse(std::ifstream(GREN_GOLDEN_DIR "/target_ceilings.json"));
    ASSERT_EQ(golden["cases"].size(), 34);
    for (const auto& one : golden["cases"]) {
        std::vector<Box> boxes;
        for (const auto& box : one["boxes"]) boxes.push_back({5, box[0], box[1], box[2], box[3]});
        EXPECT_NEAR(target_ceiling_iou(boxes, one["size"], one["grid"], one["eval_grid"]), one["iou"], 1e-9)
            << one;
    }
}

#ifdef GREN_NIH_DIR
// All 984 boxes, P = 16 at 128²: .665 and .277, of which no ceiling by the best cells tells.
TEST(Localization, a_perfect_learner_of_nihs_boxes_is_that_of_numpy) {
    const auto golden = nlohmann::json::parse(std::ifstream(GREN_GOLDEN_DIR "/target_ceilings.json"));
    CsvReader csv(GREN_NIH_DIR "/BBox_List_2017.csv.gz");
    csv.next();
    std::map<std::string, std::array<int, 3>> found;
    while (csv.next()) {
        const auto at = [&](std::size_t column) { return static_cast<float>(csv.number(column)); };
        const double iou = target_ceiling_iou({{0, at(2), at(3), at(4), at(5)}}, 1024, 16, 128);
        auto& [boxes, half, seventenths] = found[csv.text(1)];
        ++boxes, half += iou > 0.5, seventenths += iou > 0.7;
    }
    double half = 0, seventenths = 0;
    for (const auto& [name, counts] : found) {
        const auto& expected = golden["nih"].at(name);
        EXPECT_EQ(counts, (std::array<int, 3>{expected["boxes"], expected["0.5"], expected["0.7"]})) << name;
        half += 1.0 * counts[1] / counts[0] / 8;
        seventenths += 1.0 * counts[2] / counts[0] / 8;
    }
    EXPECT_NEAR(half, 0.665, 0.0005);
    EXPECT_NEAR(seventenths, 0.277, 0.0005);
}
#endif

TEST(Localization, iou_and_iobb_of_simple_regions) {
    torch::Tensor logits = torch::full({4, 4}, -1.0);
    const auto iou = [&](const std::vector<Box>& boxes) { return overlap(logits, boxes, 16).iou(); };
    const auto iobb = [&](const std::vector<Box>& boxes) { return overlap(logits, boxes, 16).iobb(); };
    EXPECT_EQ(iou({{0, 4, 4, 4, 4}}), 0);
    EXPECT_EQ(iobb({{0, 4, 4, 4, 4}}), 0);
    logits[1][1] = 0.0;  // p = 0.5 exactly is not above it
    EXPECT_EQ(iou({{0, 4, 4, 4, 4}}), 0);
    logits[1][1] = 0.1;
    EXPECT_EQ(iou({{0, 4, 4, 4, 4}}), 1);
    EXPECT_EQ(iou({{0, 4, 4, 8, 4}}), 0.5);
    EXPECT_EQ(iobb({{0, 4, 4, 8, 4}}), 1);
    EXPECT_EQ(iobb({{0, 6, 4, 8, 4}}), 0.5);
    EXPECT_EQ(iou({{0, 4, 4, 4, 4}, {0, 4, 4, 4, 4}}), 1);
    EXPECT_EQ(iou({{0, 8, 4, 4, 4}}), 0);
}

// The best of all 2^(grid²) choices.
double exhaustive_ceiling(const std::vector<Box>& boxes, int size, int grid) {
    double best = 0;
    for (unsigned choice = 1; choice < 1U << (grid * grid); ++choice) {
        torch::Tensor logits = torch::empty({grid, grid});
        for (int cell = 0; cell < grid * grid; ++cell)
            logits[cell / grid][cell % grid] = (choice >> cell & 1) != 0 ? 1.0 : -1.0;
        best = std::max(best, overlap(logits, boxes, size).iou());
    }
    return best;
}

TEST(Localization, ceiling_is_the_best_of_all_choices) {
    std::mt19937 random(5);
    std::uniform_real_distribution<float> at(0, 8), length(0.1F, 6);
    for (const int grid : {1, 2, 3})
        for (int trial = 0; trial < 6; ++trial) {
            std::vector<Box> boxes;
            for (int box = 0; box < 1 + trial % 3; ++box)
                boxes.push_back({0, at(random), at(random), length(random), length(random)});
            EXPECT_NEAR(ceiling_iou(boxes, 10, grid), exhaustive_ceiling(boxes, 10, grid), 1e-9)
                << grid << " " << trial;
        }
    EXPECT_EQ(ceiling_iou({{0, 64, 32, 32, 96}}, 512, 16), 1);
    EXPECT_EQ(ceiling_iou({{0, 0, 0, 16, 16}}, 512, 16), 0.25);  // a nodule of a quarter of a cell
}

TEST(Localization, accuracy_counts_strictly_above_the_threshold) {
    const std::vector<BoxResult> results{{0, 0, 0.5, 1}, {1, 0, 0.51, 0.25}, {2, 0, 0.05, 1}, {3, 2, 0.9, 1}};
    const auto accuracy = accuracy_by_class(results, &BoxResult::iou, 3);
    ASSERT_EQ(accuracy.size(), 3);
    EXPECT_EQ(accuracy[0].boxes, 3);
    EXPECT_EQ(accuracy[1].boxes, 0);
    EXPECT_EQ(accuracy[2].boxes, 1);
    EXPECT_EQ(accuracy[0].correct, (std::array<std::int64_t, 7>{2, 2, 2, 2, 1, 0, 0}));
    EXPECT_EQ(accuracy[2].correct, (std::array<std::int64_t, 7>{1, 1, 1, 1, 1, 1, 1}));
    EXPECT_EQ(accuracy_by_class(results, &BoxResult::iobb, 3)[0].correct,
              (std::array<std::int64_t, 7>{3, 3, 2, 2, 2, 2, 2}));
    EXPECT_DOUBLE_EQ(*mean_accuracy(accuracy, 4),
                     (1.0 / 3 + 1) / 2);  // the class without a box takes no part
    EXPECT_DOUBLE_EQ(*mean_accuracy(accuracy, 6), 0.5);
    EXPECT_EQ(mean_accuracy(accuracy_by_class({}, &BoxResult::iou, 3), 0), std::nullopt);
    EXPECT_THROW(accuracy_by_class(std::vector<BoxResult>{{0, 3, 0.5}}, &BoxResult::iou, 3),
                 std::out_of_range);
}

TEST(Localization, an_image_drawn_twice_counts_twice) {
    const std::vector<BoxResult> results{{0, 0, 0.6}, {1, 0, 0.2}, {2, 1, 0.6}};
    const auto accuracy = accuracy_by_class(results, &BoxResult::iou, 2, std::vector<int>{2, 1, 0});
    EXPECT_EQ(accuracy[0].boxes, 3);
    EXPECT_EQ(accuracy[0].correct[4], 2);
    EXPECT_EQ(accuracy[1].boxes, 0);
}

}  // namespace
}  // namespace gren::box_overlap_test
