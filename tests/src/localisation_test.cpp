// IoU against brute-force drawings and exhaustive search; accuracy against a table made by hand.
#include "src/localisation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace gren {
namespace {

bool holds(const Box& box, double x, double y) {
    return x > box.x && x < box.x + box.w && y > box.y && y < box.y + box.h;
}

// By counting 1/8-pixel squares, also around the image; exact for borders at multiples of 1/4 pixel.
double drawn_iou(const torch::Tensor& logits, const std::vector<Box>& boxes, int size) {
    const auto grid = static_cast<double>(logits.size(0));
    double shared = 0, joint = 0;
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
            shared += on && boxed;
            joint += on || boxed;
        }
    }
    return shared / joint;
}

TEST(LocalisationTest, region_iou_equals_a_fine_drawing) {
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
            EXPECT_NEAR(region_iou(logits, boxes, size), drawn_iou(logits, boxes, size), 1e-12)
                << size << " " << trial;
        }
    }
}

TEST(LocalisationTest, region_iou_of_simple_regions) {
    torch::Tensor logits = torch::full({4, 4}, -1.0);
    EXPECT_EQ(region_iou(logits, {{0, 4, 4, 4, 4}}, 16), 0);
    logits[1][1] = 0.0;  // p = 0.5 exactly is not above it
    EXPECT_EQ(region_iou(logits, {{0, 4, 4, 4, 4}}, 16), 0);
    logits[1][1] = 0.1;
    EXPECT_EQ(region_iou(logits, {{0, 4, 4, 4, 4}}, 16), 1);
    EXPECT_EQ(region_iou(logits, {{0, 4, 4, 8, 4}}, 16), 0.5);
    EXPECT_EQ(region_iou(logits, {{0, 4, 4, 4, 4}, {0, 4, 4, 4, 4}}, 16), 1);
    EXPECT_EQ(region_iou(logits, {{0, 8, 4, 4, 4}}, 16), 0);
}

// The best of all 2^(grid²) choices.
double exhaustive_ceiling(const Box& box, int size, int grid) {
    const double side = static_cast<double>(size) / grid;
    double best = 0;
    for (unsigned choice = 0; choice < 1U << (grid * grid); ++choice) {
        double shared = 0, joint = double{box.w} * box.h;
        for (int cell = 0; cell < grid * grid; ++cell) {
            if ((choice >> cell & 1) == 0) continue;
            const double x = cell % grid * side, y = static_cast<int>(cell / grid) * side;
            const double w = std::min(x + side, double{box.x} + box.w) - std::max<double>(x, box.x);
            const double h = std::min(y + side, double{box.y} + box.h) - std::max<double>(y, box.y);
            const double area = w > 0 && h > 0 ? w * h : 0;
            shared += area;
            joint += side * side - area;
        }
        best = std::max(best, shared / joint);
    }
    return best;
}

TEST(LocalisationTest, ceiling_is_the_best_of_all_choices) {
    std::mt19937 random(5);
    std::uniform_real_distribution<float> at(0, 8), length(0.1F, 6);
    for (const int grid : {1, 2, 3, 4})
        for (int trial = 0; trial < 6; ++trial) {
            const Box box{0, at(random), at(random), length(random), length(random)};
            EXPECT_NEAR(ceiling_iou(box, 10, grid), exhaustive_ceiling(box, 10, grid), 1e-9)
                << grid << " " << trial;
        }
    EXPECT_EQ(ceiling_iou({0, 64, 32, 32, 96}, 512, 16), 1);
    EXPECT_EQ(ceiling_iou({0, 0, 0, 16, 16}, 512, 16), 0.25);  // a nodule of a quarter of a cell
}

TEST(LocalisationTest, accuracy_counts_strictly_above_the_threshold) {
    const std::vector<BoxResult> results{{0, 0, 0.5, 1}, {1, 0, 0.51, 1}, {2, 0, 0.05, 1}, {3, 2, 0.9, 1}};
    const std::vector<ClassAccuracy> accuracy = accuracy_by_class(results, 3);
    ASSERT_EQ(accuracy.size(), 3);
    EXPECT_EQ(accuracy[0].boxes, 3);
    EXPECT_EQ(accuracy[1].boxes, 0);
    EXPECT_EQ(accuracy[2].boxes, 1);
    EXPECT_EQ(accuracy[0].correct, (std::array<std::int64_t, 7>{2, 2, 2, 2, 1, 0, 0}));
    EXPECT_EQ(accuracy[2].correct, (std::array<std::int64_t, 7>{1, 1, 1, 1, 1, 1, 1}));
    EXPECT_DOUBLE_EQ(mean_accuracy(accuracy, 4), (1.0 / 3 + 1) / 2);  // the class without a box takes no part
    EXPECT_DOUBLE_EQ(mean_accuracy(accuracy, 6), 0.5);
    EXPECT_TRUE(std::isnan(mean_accuracy(accuracy_by_class({}, 3), 0)));
    EXPECT_THROW(accuracy_by_class({{0, 3, 0.5, 1}}, 3), std::out_of_range);
}

}  // namespace
}  // namespace gren
