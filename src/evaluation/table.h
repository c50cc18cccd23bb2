// An evaluation for people: what a terminal of 120 columns shows.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "src/evaluation/controls.h"
#include "src/evaluation/metrics.h"

namespace gren {

// First T(IoU) per class as k of n with means, intervals, ceilings and controls, then the other measures.
// Without a box: identification only, and says so. `about`: evaluation_about().
std::string evaluation_table(const Metrics& metrics, const Controls& controls,
                             const std::vector<std::string>& classes, const nlohmann::ordered_json& about);

}  // namespace gren
