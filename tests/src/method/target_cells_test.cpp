// Target cells against a brute-force drawing at eight times the resolution.
#include "src/method/target_cells.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace gren::target_cells_test {
namespace {

// 1 iff the middle of some 1/8-pixel square lies in both cell and box; exact for borders at multiples
// of 1/4 pixel.
torch::Tensor drawn(const std::vector<Box>& boxes, int classes, int size, int grid) {
    torch::Tensor cells = torch::zeros({classes, grid, grid});
    for (int i = 0; i < size * 8; ++i) {
        for (int j = 0; j < size * 8; ++j) {
            const double y = (i + 0.5) / 8, x = (j + 0.5) / 8;
            for (const Box& box : boxes)
                if (x > box.x && x < box.x + box.w && y > box.y && y < box.y + box.h)
                    cells[box.cls][static_cast<int>(y * grid / size)][static_cast<int>(x * grid / size)] = 1;
        }
    }
    return cells;
}

TEST(TargetCells, equals_a_fine_drawing) {
    std::mt19937 random(3);
    const auto quarters = [&](int most) {
        return static_cast<float>(random() % static_cast<unsigned>(4 * most)) / 4;
    };
    for (const auto& [size, grid] :
         {std::pair{16, 4}, std::pair{15, 4}, std::pair{16, 1}, std::pair{12, 16}}) {
        for (int trial = 0; trial < 12; ++trial) {
            const std::vector<Box> boxes{{0, quarters(size), quarters(size), quarters(5), quarters(5)},
                                         {2, quarters(size), quarters(size), quarters(9), quarters(3)},
                                         {2, quarters(size), quarters(size), quarters(2), quarters(2)}};
            EXPECT_TRUE(torch::equal(target_cells(boxes, 3, size, grid), drawn(boxes, 3, size, grid)))
                << "size " << size << ", grid " << grid << ", trial " << trial;
        }
    }
}

TEST(TargetCells, a_box_that_ends_on_a_border_does_not_touch_the_next_cell) {
    const torch::Tensor cells = target_cells({{0, 32, 64, 32, 32}}, 1, 512, 16);
    EXPECT_EQ(cells.sum().item<float>(), 1);
    EXPECT_EQ(cells[0][2][1].item<float>(), 1);
    EXPECT_EQ(target_cells({{0, 32, 64, 32.01F, 32}}, 1, 512, 16).sum().item<float>(), 2);
    EXPECT_EQ(target_cells({{0, 31.99F, 64, 32, 32}}, 1, 512, 16).sum().item<float>(), 2);
}

TEST(TargetCells, borders_that_no_float_holds_are_met_exactly) {
    // A third of 100 pixels is no float; three cells end at 100 all the same.
    EXPECT_EQ(target_cells({{0, 0, 0, 100, 100}}, 1, 100, 3).sum().item<float>(), 9);
    EXPECT_EQ(target_cells({{0, 100, 0, 100, 100}}, 1, 300, 3).sum().item<float>(), 1);
    // One pixel is seven cells: size / grid = 1/7, which rounding before the product would miss.
    for (int cell = 0; cell < 14; ++cell)
        EXPECT_EQ(target_cells({{0, static_cast<float>(cell), 0, 1, 1}}, 1, 14, 7 * 14).sum().item<float>(),
                  49)
            << cell;
}

TEST(TargetCells, nothing_is_drawn_without_area_or_outside) {
    EXPECT_EQ(
        target_cells({{0, 5, 5, 0, 3}, {0, 5, 5, 3, 0}, {0, 5, 5, -3, 3}}, 1, 16, 4).sum().item<float>(), 0);
    EXPECT_EQ(
        target_cells({{0, 16, 0, 3, 3}, {0, -3, 0, 3, 3}, {0, 0, 99, 3, 3}}, 1, 16, 4).sum().item<float>(),
        0);
    EXPECT_EQ(target_cells({{0, -3, -3, 4, 4}, {0, 15, 15, 9, 9}}, 1, 16, 4).sum().item<float>(), 2);
    EXPECT_EQ(target_cells({}, 2, 16, 4).sum().item<float>(), 0);
}

}  // namespace
}  // namespace gren::target_cells_test
