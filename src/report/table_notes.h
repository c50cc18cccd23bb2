// What must be said below the tables of accuracies, that nobody reads more out of them than there is.
#pragma once

#include <string>
#include <vector>

#include "src/report/groups.h"

namespace gren::report {

// `paper_table`: "I", "II" or "III"; empty: the paper has no such table.
std::vector<std::string> accuracy_notes(const ReportTableRuns& table, const std::string& paper_table);

}  // namespace gren::report
