// Student's interval of a mean over runs.
#pragma once

#include <optional>
#include <vector>

#include "src/measures/patient_bootstrap.h"

namespace gren::report {

// 95 %, of the mean of independent values; nothing of fewer than two.
std::optional<Interval> student_interval(const std::vector<double>& values);

}  // namespace gren::report
