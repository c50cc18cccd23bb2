// Area under the ROC curve, ties counted half (as scikit-learn's roc_auc_score).
#pragma once

#include <optional>
#include <span>

namespace gren {

// Nothing when all labels are equal. REQUIRES: same lengths. `present` 0 or 1.
std::optional<double> area_under_roc(std::span<const float> score, std::span<const std::uint8_t> present);

}  // namespace gren
