// Overlaps against brute-force drawings and exhaustive search; accuracy against a table made by hand.
#include "src/localisation.h"

#include <gtest/gtest.h>

#include <random>

namespace gren {
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

TEST(LocalisationTest, overlap_equals_a_fine_drawing) {
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

TEST(LocalisationTest, iou_and_iobb_of_simple_regions) {
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

TEST(LocalisationTest, ceiling_is_the_best_of_all_choices) {
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

TEST(LocalisationTest, accuracy_counts_strictly_above_the_threshold) {
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

TEST(LocalisationTest, an_image_drawn_twice_counts_twice) {
    const std::vector<BoxResult> results{{0, 0, 0.6}, {1, 0, 0.2}, {2, 1, 0.6}};
    const auto accuracy = accuracy_by_class(results, &BoxResult::iou, 2, std::vector<int>{2, 1, 0});
    EXPECT_EQ(accuracy[0].boxes, 3);
    EXPECT_EQ(accuracy[0].correct[4], 2);
    EXPECT_EQ(accuracy[1].boxes, 0);
}

}  // namespace
}  // namespace gren
