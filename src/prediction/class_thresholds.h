// From which score on predict names a disease: the thresholds that the run chose on its validation list, or
// one probability for all classes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "src/run/run_folder.h"

namespace gren {

struct ClassThresholds {
    std::vector<double> score;  // [K] logits; an image with at least it has the disease
    std::string words;          // for people: where they come from, and which class has none of its own
};

// `given`: a probability for every class (--threshold); without it the run's thresholds.json, if that is of
// these weights and classes. 0.5 for a class without a threshold, and for all without the file. Throws
// DataError: thresholds.json is damaged.
ClassThresholds class_thresholds(const RunFolder& run, const std::vector<std::string>& classes,
                                 std::optional<double> given);

}  // namespace gren
