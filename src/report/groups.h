// Runs that differ by fold and seed alone are one row of a report's tables.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "src/report/runs.h"

namespace gren::report {

inline constexpr std::size_t kDigestDigits = 12;  // of a digest, enough to tell by eye

struct RunGroup {
    std::string method, label;  // "GREN", "GREN, N = 8": what tells it from the other rows
    std::int64_t nodes = 0;
    // What shapes the result, but method, fold and seed: "N", options, "eval-grid", a test list that is not
    // the training list's own.
    std::map<std::string, std::string> axes;
    std::vector<const ReportRun*> runs;  // by fold, then by seed
};

struct ReportTableRuns {
    std::string participation;
    std::vector<RunGroup> groups;  // in the order of the paper's rows
};

// By participation. The pointers are into `runs`.
// Throws DataError naming two runs and both digests: of different data sets; of one participation and fold,
// but of different lists.
std::vector<ReportTableRuns> grouped(const std::vector<ReportRun>& runs);

// In how many of their axes two groups differ.
int differing_axes(const RunGroup& a, const RunGroup& b);

}  // namespace gren::report
