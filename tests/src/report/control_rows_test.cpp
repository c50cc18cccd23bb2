// Rows of controls from runs made by hand: a run a fold, on each evaluation grid, of those that have them.
#include "src/report/control_rows.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace gren::report::control_rows_test {
namespace {

ReportControl control(std::int64_t correct, double mean) {
    return {.correct = {{"Mass", {{"0.5", correct}}}, {"Nodule", {{"0.5", 0}}}},
            .mean_accuracy = {{"0.5", mean}},
            .mean_iobb_accuracy = {{"0.5", mean}}};
}

ReportRun run_of(const std::string& name, std::int64_t fold, std::int64_t eval_grid, std::int64_t correct) {
    ReportRun run;
    run.name = name;
    run.fold = fold;
    run.eval_grid = eval_grid;
    run.classes["Mass"].boxes = 10;
    run.classes["Nodule"].boxes = 0;
    run.random_map = control(correct, 0.1 * static_cast<double>(correct));
    return run;
}

RunGroup group_of(const std::vector<ReportRun>& runs) {
    RunGroup group;
    for (const auto& run : runs) group.runs.push_back(&run);
    return group;
}

bool holds(const std::vector<std::string>& notes, const std::string& text) {
    return std::ranges::any_of(notes, [&](const auto& note) { return note.find(text) != std::string::npos; });
}

TEST(ControlRows, take_one_run_of_each_fold) {
    const std::vector<ReportRun> gren{run_of("a", 0, 128, 2), run_of("b", 0, 128, 2), run_of("c", 1, 128, 4)},
        baseline{run_of("d", 0, 128, 2), run_of("e", 0, 16, 1)};
    const auto group = group_of(gren), other = group_of(baseline);
    const auto rows = control_rows({&group, &other});
    ASSERT_EQ(rows.size(), 2);
    EXPECT_EQ(rows[0].label, "Random map, at 16×16");
    EXPECT_EQ(rows[1].label, "Random map, at 128×128");
    ASSERT_EQ(rows[1].lists.runs.size(), 2);
    EXPECT_EQ(rows[1].lists_cell().note, "2 folds");
    const auto row = control_accuracies(rows[1], {"Mass", "Nodule", "Hernia"}, "0.5");
    EXPECT_EQ(row.kind, RowKind::control);
    ASSERT_EQ(row.cells.size(), 2 + 3 + 4);
    EXPECT_EQ(row.cells[2].text, "0.30");
    EXPECT_EQ(row.cells[2].note, "6/20");
    EXPECT_EQ(row.cells[3].text, "–");  // no box of it
    EXPECT_EQ(row.cells[4].text, "–");  // unknown there
    EXPECT_EQ(row.cells[5].text, "0.300");
}

TEST(ControlRows, of_the_mean_box_are_left_out_where_no_boxes_train) {
    std::vector<ReportRun> runs{run_of("a", 0, 128, 2)};
    runs[0].without_mean_box = "no boxes train";
    const auto group = group_of(runs);
    EXPECT_EQ(control_rows({&group}).size(), 1);
    EXPECT_TRUE(holds(control_notes({&group}), "No mean box: no boxes train."));
    runs[0].mean_box = control(5, 0.5);
    runs[0].without_mean_box.clear();
    const auto rows = control_rows({&group});
    ASSERT_EQ(rows.size(), 2);
    EXPECT_EQ(control_accuracies(rows[1], {"Mass"}, "0.5").cells[2].note, "5/10");
    EXPECT_FALSE(holds(control_notes({&group}), "No mean box"));
}

TEST(ControlRows, are_left_out_of_older_evaluations) {
    std::vector<ReportRun> runs;
    for (int i = 0; i < 5; ++i) runs.push_back(run_of(std::to_string(i), i, 128, 2));
    for (auto& run : runs) run.random_map.reset();
    const auto group = group_of(runs);
    EXPECT_TRUE(control_rows({&group}).empty());
    const auto notes = control_notes({&group});
    ASSERT_EQ(notes.size(), 1);
    EXPECT_TRUE(holds(notes, "0, 1, 2 and 2 more; gren evaluate again"));
}

}  // namespace
}  // namespace gren::report::control_rows_test
