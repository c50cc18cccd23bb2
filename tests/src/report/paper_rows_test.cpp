// The paper's own rows beside a report's: where its participation is the same, with the figures it prints.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "src/report/accuracy_table.h"
#include "src/report/sections.h"

namespace gren::report::paper_rows_test {
namespace {

struct OneRun {
    ReportRun run;
    ReportTableRuns table;

    OneRun(const std::string& participation, const std::string& method) {
        run.name = "one";
        run.method = method;
        run.participation = participation;
        run.class_names = {"Mass", "Scoliosis"};
        run.classes["Mass"].boxes = 2;
        run.classes["Mass"].auc = 0.8;
        run.classes["Scoliosis"].boxes = 0;
        run.mean_auc = 0.8;
        run.mean_accuracy = {{"0.1", 0.75}, {"0.5", 0.5}};
        run.mean_iobb_accuracy = {{"0.5", 0.25}};
        run.mean_ap = {{"0.3", 0.125}};
        run.boxes = {{.image = "a.png", .patient = "p", .cls = "Mass"}};
        table = {.participation = participation,
                 .groups = {{.method = method, .label = "ours", .nodes = 4, .axes = {}, .runs = {&run}}}};
    }
    Table aucs() const { return std::get<Table>(identification_section({table})->blocks.at(0)); }
};

std::vector<std::string> texts(const Row& row) {
    std::vector<std::string> all;
    for (const auto& cell : row.cells) all.push_back(cell.text);
    return all;
}

const Row& row_of(const Table& table, const std::string& label, RowKind kind) {
    return *std::ranges::find_if(
        table.rows, [&](const Row& row) { return row.cells[0].text == label && row.kind == kind; });
}

using Texts = std::vector<std::string>;

TEST(PaperRows, of_table_five_stand_before_our_rows_of_the_method) {
    const OneRun one("70_10_20", "intra");
    const auto table = one.aucs();
    EXPECT_EQ(table.header, (Texts{"Model", "Mass", "Scoliosis", "Mean", "Runs"}));
    Texts labels;
    for (const auto& row : table.rows) labels.push_back(row.cells[0].text);
    EXPECT_EQ(labels, (Texts{"Baseline (B)", "B + Intra", "ours", "B + Inter", "GREN"}));
    EXPECT_EQ(texts(table.rows[4]), (Texts{"GREN", "81.34", "–", "80.74", "–"}));
    EXPECT_EQ(table.rows[4].cells[0].note, "paper, grade A");
    EXPECT_EQ(texts(table.rows[2]), (Texts{"ours", "80.00", "–", "80.00", "1"}));
    EXPECT_EQ(table.rows[2].kind, RowKind::own);
    EXPECT_THAT(table.caption, testing::StartsWith("Table V"));
}

TEST(PaperRows, say_where_the_printed_mean_is_not_the_rows) {
    const auto table = OneRun("official", "gren").aucs();
    EXPECT_EQ(row_of(table, "B + Inter", RowKind::paper).cells[3].text, "80.32");
    EXPECT_EQ(row_of(table, "B + Inter", RowKind::paper).cells[3].note, "row's: 79.79");
    EXPECT_EQ(row_of(table, "GREN", RowKind::paper).cells[3].note, "");
}

TEST(PaperRows, of_table_five_are_of_no_other_participation) {
    const auto table = OneRun("0.5_0.8", "gren").aucs();
    ASSERT_EQ(table.rows.size(), 1);
    EXPECT_THAT(table.notes.back(), testing::HasSubstr("chosen for their boxes"));
    EXPECT_EQ(OneRun("all", "gren").aucs().notes.size(), 1);
}

TEST(PaperRows, of_wangs_means_stand_where_no_box_trained) {
    const auto table = mean_table("means", OneRun("1.0_0.0", "gren").table);
    EXPECT_EQ(table.header, (Texts{"Model", "T(IoU) = 0.1", "T(IoU) = 0.5", "T(IoBB) = 0.5", "AP at 0.3",
                                   "Pointing game", "Runs"}));
    ASSERT_EQ(table.rows.size(), 2);
    EXPECT_EQ(texts(table.rows[0]), (Texts{"Wang et al. [30]", "0.568", "0.062", "0.408", "–", "–", "–"}));
    EXPECT_EQ(table.rows[0].kind, RowKind::paper);
    EXPECT_EQ(texts(table.rows[1]), (Texts{"ours", "0.750", "0.500", "0.250", "0.125", "–", "1"}));
    EXPECT_THAT(table.notes.at(0), testing::HasSubstr("over all 984 boxes of NIH"));
    EXPECT_EQ(mean_table("means", OneRun("0.5_0.8", "gren").table).rows.size(), 1);
}

}  // namespace
}  // namespace gren::report::paper_rows_test
