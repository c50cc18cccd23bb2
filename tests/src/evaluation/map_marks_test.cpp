// Marks of maps that are small enough to see.
#include "src/evaluation/map_marks.h"

#include <gtest/gtest.h>

namespace gren::map_marks_test {
namespace {

TEST(MapMarks, hottest_cell_lies_at_its_center) {
    const auto map = torch::tensor({{-3.0F, -2.0F, -4.0F, -9.0F}, {-3.0F, -1.0F, -1.0F, -9.0F}});
    const auto hottest = hottest_cell(map);
    EXPECT_EQ(hottest.logit, -1);
    EXPECT_EQ(hottest.x, 1.5 / 4);  // of two equal cells the first
    EXPECT_EQ(hottest.y, 1.5 / 2);
}

TEST(MapMarks, parts_meet_at_corners) {
    const auto map = torch::tensor({{1.0F, -1.0F, -1.0F, 2.0F},
                                    {-1.0F, 3.0F, -1.0F, 5.0F},
                                    {-1.0F, -1.0F, -1.0F, 4.0F},
                                    {0.0F, 0.5F, -1.0F, -1.0F}});  // 0, a probability of 0.5, is off
    const auto marks = hottest_cells_of_parts(map);
    ASSERT_EQ(marks.size(), 3);
    EXPECT_EQ(marks[0].logit, 3);
    EXPECT_EQ(marks[0].x, 1.5 / 4);
    EXPECT_EQ(marks[0].y, 1.5 / 4);
    EXPECT_EQ(marks[1].logit, 5);
    EXPECT_EQ(marks[2].logit, 0.5);
    EXPECT_EQ(marks[2].y, 3.5 / 4);
}

TEST(MapMarks, of_a_view_into_larger_maps_and_of_nothing) {
    const auto maps = torch::full({2, 3, 3}, -1.0F);
    maps[1][2][0] = 7.0F;
    EXPECT_TRUE(hottest_cells_of_parts(maps[0]).empty());
    ASSERT_EQ(hottest_cells_of_parts(maps.permute({0, 2, 1})[1]).size(), 1);
    EXPECT_EQ(hottest_cells_of_parts(maps.permute({0, 2, 1})[1])[0].x, 2.5 / 3);
}

}  // namespace
}  // namespace gren::map_marks_test
