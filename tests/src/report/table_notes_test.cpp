// What stands below a table of accuracies, of runs made by hand.
#include "src/report/table_notes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gren::report::table_notes_test {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

ReportRun run_of(std::int64_t fold, std::optional<std::int64_t> overlap, const std::string& split_by) {
    ReportRun run;
    run.fold = fold;
    run.patients_on_both_sides = overlap;
    run.split_by = split_by;
    run.boxes.push_back({.image = "a", .patient = "p", .cls = "Mass"});
    return run;
}

TEST(TableNotes, say_of_each_fold_how_many_patients_are_on_both_sides) {
    const auto first = run_of(0, 3, "image"), second = run_of(1, std::nullopt, "patient"),
               third = run_of(2, 0, "");
    ReportTableRuns table;
    table.groups = {{.method = "gren", .label = "GREN", .axes = {}, .runs = {&first, &second}},
                    {.method = "baseline", .label = "Baseline", .axes = {}, .runs = {&first, &third}}};
    EXPECT_THAT(accuracy_notes(table, ""),
                Contains("Patients both in training and in test: 0 in fold 2 (split by no list); "
                         "3 in fold 0 (split by image); unknown in fold 1."));
}

TEST(TableNotes, of_the_paper_stand_below_its_own_tables_alone) {
    const ReportTableRuns table;
    const auto of_paper = Contains(HasSubstr("as printed, on NIH ChestX-ray14"));
    EXPECT_THAT(accuracy_notes(table, ""), Not(of_paper));
    EXPECT_THAT(accuracy_notes(table, "II"), of_paper);
    EXPECT_THAT(accuracy_notes(table, "II"), Not(Contains(HasSubstr("111,944"))));
    EXPECT_THAT(accuracy_notes(table, "III"), Contains(HasSubstr("111,944")));
    EXPECT_THAT(accuracy_notes(table, "I"), Contains(HasSubstr("one fold of 196 boxes")));
}

// A run evaluated without controls is named, if it has boxes that they could have found.
TEST(TableNotes, of_controls_leave_out_runs_without_boxes) {
    auto boxed = run_of(0, 0, "patient"), unboxed = boxed;
    boxed.name = "with boxes";
    unboxed.name = "without boxes";
    unboxed.boxes.clear();
    ReportTableRuns table;
    table.groups = {{.method = "gren", .label = "GREN", .axes = {}, .runs = {&boxed}},
                    {.method = "baseline", .label = "Baseline", .axes = {}, .runs = {&unboxed}}};
    EXPECT_THAT(accuracy_notes(table, ""), Contains(HasSubstr("with boxes; gren evaluate again")));
    EXPECT_THAT(accuracy_notes(table, ""), Not(Contains(HasSubstr("without boxes"))));
}

}  // namespace
}  // namespace gren::report::table_notes_test
