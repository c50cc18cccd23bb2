// What the head of a report must say before any figure.
#pragma once

#include <string>
#include <vector>

#include "src/report/runs.h"

namespace gren::report {

// The warnings of the runs' evaluations, those in the same words once, with the runs that they are about.
std::vector<std::string> report_warnings(const std::vector<ReportRun>& runs);

}  // namespace gren::report
