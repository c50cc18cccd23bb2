// Sensitivity, specificity and calibration for people: what a terminal of 120 columns shows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "src/evaluation/class_calibration.h"
#include "src/evaluation/operating_points.h"

namespace gren {

// Without thresholds: calibration only, and why there are none. `level`: of the intervals.
std::string operating_points_table(const std::optional<OperatingPoints>& points, const RunThresholds& chosen,
                                   const ClassCalibration& calibration,
                                   const std::vector<std::string>& classes, double level);

}  // namespace gren
