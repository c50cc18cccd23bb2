// Tables of few and of many classes: what stands upright, what goes below.
#include "src/report/table_layout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gren::report::table_layout_test {
namespace {

using testing::Each;
using testing::ElementsAre;

// A row of accuracies, named by T and model.
Table of_classes(int classes, const std::string& name) {
    Table table{
        .id = "t", .caption = "", .header = {"T(IoU)", "Model"}, .rows = {{.cells = {{"0.5"}, {"GREN"}}}}};
    for (int k = 0; k < classes; ++k) {
        table.header.push_back(name);
        table.rows[0].cells.push_back({.text = "0.64", .note = "131/205", .value = 0.64});
    }
    return table;
}

TEST(TableLayout, what_fits_is_one_part_with_its_heads_lying) {
    const auto layout = layout_of(of_classes(4, "Pneumothorax"));
    EXPECT_THAT(layout.parts, ElementsAre(ElementsAre(0, 1, 2, 3, 4, 5)));
    EXPECT_THAT(layout.numbers, ElementsAre(false, false, true, true, true, true));
    EXPECT_EQ(layout.heads, Heads::lying);
}

TEST(TableLayout, long_heads_stand_upright_before_a_table_is_divided) {
    const auto on_paper = layout_of(of_classes(7, "Pneumothorax")),
               everywhere = layout_of(of_classes(12, "Pneumothorax"));
    EXPECT_EQ(on_paper.heads, Heads::upright_on_paper);
    EXPECT_EQ(everywhere.heads, Heads::upright);
    for (const auto& layout : {on_paper, everywhere}) {
        EXPECT_EQ(layout.parts.size(), 1U);
        EXPECT_FALSE(layout.long_heads[1]);
        EXPECT_TRUE(layout.long_heads[2]);
    }
    EXPECT_THAT(layout_of(of_classes(12, "Mass")).long_heads, Each(false));  // no wider than its figures
}

TEST(TableLayout, the_columns_of_many_classes_go_on_below_behind_those_that_name_the_rows) {
    const auto table = of_classes(40, "Pulmonary fibrosis");
    const auto layout = layout_of(table);
    ASSERT_GT(layout.parts.size(), 1U);
    std::vector<std::size_t> columns{0, 1};
    for (const auto& part : layout.parts) {
        ASSERT_GT(part.size(), 2U);
        EXPECT_EQ(part[0], 0U);
        EXPECT_EQ(part[1], 1U);
        columns.insert(columns.end(), part.begin() + 2, part.end());
        EXPECT_LT(static_cast<double>(part.size()) * (7 * 6.9 + 12),
                  1240);  // what a window of 1300 pixels has for them
    }
    ASSERT_EQ(columns.size(), table.header.size());
    for (std::size_t i = 0; i < columns.size(); ++i) EXPECT_EQ(columns[i], i);
}

TEST(TableLayout, a_class_without_any_figure_is_a_column_of_numbers) {
    auto table = of_classes(12, "Pneumothorax");
    table.rows[0].cells[5] = {"–"};
    EXPECT_TRUE(layout_of(table).numbers[5]);
    EXPECT_TRUE(layout_of(table).long_heads[5]);
}

TEST(TableLayout, words_alone_are_never_divided) {
    Table table{.id = "t",
                .caption = "",
                .header = {"Run", "Why"},
                .rows = {{.cells = {{"a"}, {std::string(400, 'x')}}}}};
    EXPECT_THAT(layout_of(table).parts, ElementsAre(ElementsAre(0, 1)));
    EXPECT_THAT(layout_of({.id = "t", .caption = "", .header = {"Run"}, .rows = {}}).parts,
                ElementsAre(ElementsAre(0)));
}

TEST(TableLayout, figures_are_told_from_words) {
    for (const auto* text :
         {"0.595", "14/205", "−0.018 to +0.031", "0.277–0.339", "< 0.001", "0.5_0.8", "51"})
        EXPECT_TRUE(is_figure(text)) << text;
    for (const auto* text : {"", "–", "GREN", "0.1.0+bbb075d454", "236921c44ca8", "128×128 cells"})
        EXPECT_FALSE(is_figure(text)) << text;
}

}  // namespace
}  // namespace gren::report::table_layout_test
