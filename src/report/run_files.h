// evaluation.json and boxes.csv of one run, read and compared.
#pragma once

#include "src/report/runs.h"

namespace gren::report {

// Throws DataError naming the file: damaged, of another version, a field missing, other counts of boxes.
ReportRun read_run(const std::string& name, const std::filesystem::path& folder);

}  // namespace gren::report
