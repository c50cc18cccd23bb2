// Which rows of a table are compared with which, and what came out.
#pragma once

#include <string>
#include <vector>

#include "src/report/document.h"
#include "src/report/statistics.h"

namespace gren::report {

struct Comparison {
    const RunGroup *a = nullptr, *b = nullptr;
    std::string threshold;  // "0.5"
    PairedDifference found;
    double adjusted_p = 1;  // Holm's, over all comparisons of the table
    bool matters() const { return adjusted_p < kSignificance; }
};

// Every row with boxes against the baseline and against GREN, at T(IoU) = 0.5 and 0.7; of several rows of
// either that which differs in the fewest axes. Only where runs are shared.
std::vector<Comparison> comparisons(const ReportTableRuns& table);

// In one sentence what came out for GREN against the baseline and for the controls against GREN at T(IoU) =
// 0.5; empty where none was compared.
std::string verdict(const ReportTableRuns& table, const std::vector<Comparison>& comparisons);

Table difference_table(const std::string& id, const std::vector<Comparison>& comparisons);

}  // namespace gren::report
