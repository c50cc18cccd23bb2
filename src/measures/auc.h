// Area under the ROC curve, ties counted half (as scikit-learn's roc_auc_score).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace gren {

// The images of one class in the order of their scores: sorted once, measured for many resamples.
class RankedScores {
  public:
    // REQUIRES: same lengths. `label`: kLabel* of dataio/sample.h; images of unknown label take no part.
    // Throws std::invalid_argument: a score is NaN.
    RankedScores(std::span<const double> score, std::span<const std::uint8_t> label);

    // Nothing when no image is positive or none is negative. `times`: how often each image counts, all once
    // where it is empty.
    std::optional<double> area(std::span<const int> times = {}) const;

  private:
    struct Image {
        std::size_t index;  // into score and label
        double score;
        bool present;
    };
    std::vector<Image> images_;  // by ascending score
};

}  // namespace gren
