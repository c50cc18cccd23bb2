// What makes an evaluation's figures say less than they seem to: too few boxes, patients seen in training.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "src/evaluation/metrics.h"

namespace gren {

inline constexpr std::int64_t kFewBoxes =
    30;  // below it a share k of n moves by more than 0.03 with each box

// A sentence each, without "WARNING" before it. `about`: evaluation_about().
std::vector<std::string> evaluation_warnings(const Metrics& metrics, const std::vector<std::string>& classes,
                                             const nlohmann::ordered_json& about);

}  // namespace gren
