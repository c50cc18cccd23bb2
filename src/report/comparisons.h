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

// In words: "finds more", "finds fewer", "cannot be told apart".
std::string outcome(const Comparison& one);
std::string signed_number(double value);           // "+0.288", "−0.030"
std::string range_text(const Interval& interval);  // "−0.057 to −0.001"

Table difference_table(const std::string& id, const std::vector<Comparison>& comparisons);

}  // namespace gren::report
