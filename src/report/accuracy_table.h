// Tables I-IV: accuracy per class, the paper's rows and ours.
#pragma once

#include <string>
#include <vector>

#include "src/report/comparisons.h"

namespace gren::report {

struct PaperTable {
    std::string name;  // "I"; empty: the paper has no such table
    std::string caption;
    std::vector<std::string> methods;  // its rows of ours; all where empty
};

// Groups without boxes are left out.
Table accuracy_table(const std::string& id, const PaperTable& paper, const ReportTableRuns& table,
                     const std::vector<Comparison>& comparisons);

// Mean at T(IoU) = 0.1 ... 0.7 and the other measures of localization.
Table mean_table(const std::string& id, const ReportTableRuns& table);

// k and n of each run, class and T, for whoever computes on:
// run,...,class,threshold,boxes,correct,target_ceiling,ceiling,iobb_correct,random_map,mean_box
std::string accuracies_csv(const std::vector<ReportRun>& runs);

}  // namespace gren::report
