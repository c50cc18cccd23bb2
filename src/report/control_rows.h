// The rows of a random map and of each class's mean box, which no network drew, below the methods' rows.
#pragma once

#include <string>
#include <vector>

#include "src/report/document.h"
#include "src/report/groups.h"

namespace gren::report {

// One control cut out on one evaluation grid. Its figures are those of the lists, whatever the method and
// seed: `lists` has one run of each fold.
struct ControlRow {
    std::string label;
    std::optional<ReportControl> ReportRun::*control;
    RunGroup lists;

    const ReportControl& of(const ReportRun& run) const { return *(run.*control); }
    Cell lists_cell() const;  // in the place of runs_cell()
};

// Of the runs of `groups` whose evaluations have them, the random map first.
std::vector<ControlRow> control_rows(const std::vector<const RunGroup*>& groups);

Row control_accuracies(const ControlRow& row, const std::vector<std::string>& classes,
                       const std::string& threshold);

// What the rows are, and why there is none: older evaluations, no boxes in training.
std::vector<std::string> control_notes(const std::vector<const RunGroup*>& groups);

}  // namespace gren::report
