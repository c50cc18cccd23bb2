// T(IoU) of an aligned data set in its aligned frame, as CIA-Net's released loader suggests that it was
// measured; all other figures are of the films as they were.
#pragma once

#include <optional>
#include <vector>

#include "src/evaluation/localization_metrics.h"

namespace gren {

// Means over classes at each threshold; nothing where the set is not aligned or no image has a box.
std::optional<PerThreshold> aligned_accuracy(const std::vector<ImageReading>& readings, std::size_t classes);

}  // namespace gren
