// Area under the ROC curve, ties counted half (as scikit-learn's roc_auc_score).
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace gren {

// Nothing when all labels are equal. REQUIRES: same lengths. `present` 0 or 1. Throws std::invalid_argument:
// a score is NaN.
std::optional<double> area_under_roc(std::span<const float> score, std::span<const std::uint8_t> present);

}  // namespace gren
