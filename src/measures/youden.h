// The threshold on a score by Youden's rule: where sensitivity + specificity − 1 is greatest (Youden, Index
// for rating diagnostic tests, 1950).
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace gren {

// Images with a score of at least the threshold are called positive. It is one of the scores; of several that
// are as good the highest (scikit-learn's roc_curve and the first greatest tpr − fpr). Nothing when no image
// is positive, none is negative, or no threshold is better than chance, which is 0. `label`: kLabel* of
// dataio/sample.h; images of unknown label take no part. REQUIRES: same lengths, no score is NaN.
std::optional<double> youden_threshold(std::span<const double> score, std::span<const std::uint8_t> label);

}  // namespace gren
