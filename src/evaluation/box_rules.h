// A system that answers with boxes under each rule of which of them counts: means of T(IoU) and T(IoBB).
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "src/evaluation/localization_metrics.h"

namespace gren {

struct RuleAccuracy {
    PerThreshold iou, iobb;
};
// In the order of kBoxRules; nothing where the system answers with regions.
std::optional<std::array<RuleAccuracy, 3>> box_rule_accuracy(const std::vector<ImageReading>& readings,
                                                             std::size_t classes);

}  // namespace gren
