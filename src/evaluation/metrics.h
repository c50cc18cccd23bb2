// Everything that an evaluation measures, from the readings of its images.
#pragma once

#include <cstdint>
#include <vector>

#include "src/evaluation/aligned_accuracy.h"
#include "src/evaluation/box_rules.h"
#include "src/evaluation/identification_metrics.h"
#include "src/evaluation/localization_metrics.h"

namespace gren {

struct Metrics {
    std::int64_t images = 0, patients = 0;  // an image without a patient counts as one
    BootstrapOptions bootstrap;
    LocalizationMetrics localization;
    IdentificationMetrics identification;
    std::optional<std::array<RuleAccuracy, 3>> box_rules{};  // of a system that answers with boxes
    std::optional<PerThreshold> aligned{};                   // of an aligned set
};
Metrics measure(const std::vector<ImageReading>& readings, const Dataset& dataset,
                const BootstrapOptions& bootstrap);

}  // namespace gren
