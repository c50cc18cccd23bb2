// Cells that several tables share.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "src/report/document.h"
#include "src/report/statistics.h"

namespace gren::report {

inline const Cell kNoFigure{"–"};

Cell number_cell(double value, int decimals, std::string note = "");

// Mean over the runs of a value each, ± their stddev below it. Runs without a value take no part.
Cell mean_cell(const RunGroup& group, const std::vector<std::optional<double>>& values, int decimals);

// "5", with the folds and seeds below it.
Cell runs_cell(const RunGroup& group);

// Mean over runs of k/n of a class, below it k and n of all runs together. Runs without a box of it are out.
Cell share_cell(const RunGroup& group, const std::string& cls,
                const std::function<std::int64_t(const ReportRun&)>& correct);

// "own, grade B", of a row that is not the paper's.
std::string own_note(const std::string& method);

bool has_boxes(const RunGroup& group);

}  // namespace gren::report
