#include "src/report/table_notes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <memory>
#include <set>

#include "src/report/cells.h"
#include "src/report/control_rows.h"
#include "src/report/statistics.h"

namespace gren::report {
namespace {

std::string overlap(const ReportTableRuns& table) {
    std::set<std::string> found;
    for (const auto& group : table.groups)
        for (const auto* run : group.runs)
            found.insert(run->patients_on_both_sides
                             ? fmt::format("{} in fold {} (split by {})", *run->patients_on_both_sides,
                                           run->fold, run->split_by.empty() ? "no list" : run->split_by)
                             : fmt::format("unknown in fold {}", run->fold));
    return fmt::format("Patients both in training and in test: {}.", fmt::join(found, "; "));
}

// What is to be known of the paper's figures in one table.
const std::map<std::string, std::vector<std::string>> kOfTable{
    {"I",
     {"The paper's Tables I and IV state means of five folds, but all values of its own rows are k of 41, "
      "28, "
      "25, 25, 19, 14, 24, 20: one fold of 196 boxes, whose mean has a standard error of about 0.037.",
      "The row of Wang et al. is that of their supplement, rounded: over all 984 boxes, none of which "
      "trained; "
      "it is of no fold of this participation."}},
    {"II", {}},
    {"III",
     {"The file names of the released script imply a list of 111,944 = 111,240 + 704 images, four fifths of "
      "the annotated images in training; then at least 352 test images would overlap: a suspicion, not a "
      "proof."}},
};

}  // namespace

std::vector<std::string> accuracy_notes(const ReportTableRuns& table, const std::string& paper_table) {
    std::vector<std::string> all{
        fmt::format(
            "Own rows: the share of boxes with IoU > T per class, mean over runs, and below it boxes "
            "found of boxes tested in all runs. ±: sample std over folds (over seeds where there "
            "is one fold). Over patients: 95 %, {} samples of patients with replacement. Over runs: 95 %, "
            "Student's, over folds (over seeds where there is one fold); folds share training images, so "
            "that it is too narrow still. Trust the wider of the two. Bold: best of the own rows. ≠ B: "
            "differs from the baseline by the test below.",
            kBootstrapSamples),
        "Grade: how surely a system can be built from what is published, A exactly, B its core, C from "
        "abstracts: a row of grade C is our reading of a system, not the system. No sentence of this report "
        "rests on a grade C row.",
        "Perfect learner: a network that answers each training target, a cell that overlaps a box in any "
        "part, without a fault, its maps resized as all are; what training on boxes aims at. Outer bound: "
        "the best choice of whole cells, which no region exceeds."};
    std::vector<const RunGroup*> boxed;
    for (const auto& group : table.groups)
        if (has_boxes(group)) boxed.push_back(&group);
    for (auto& note : control_notes(boxed)) all.push_back(std::move(note));
    all.push_back(overlap(table));
    const auto of_table = kOfTable.find(paper_table);
    if (of_table == kOfTable.end()) return all;
    all.push_back(
        "Paper's rows: as printed, on NIH ChestX-ray14. They compare with own rows only where the data set "
        "is "
        "that one and the lists are the paper's, which were not published. *: run again by the paper's "
        "authors.");
    all.insert(all.end(), of_table->second.begin(), of_table->second.end());
    return all;
}

}  // namespace gren::report
