// What a run does at its thresholds: sensitivity and specificity per class, with intervals over patients.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "src/evaluation/identification_metrics.h"
#include "src/evaluation/validation_list.h"

namespace gren {

struct OperatingPoint {
    std::int64_t true_positives = 0, false_negatives = 0, true_negatives = 0, false_positives = 0;
    // Nothing where no image tested has the class, or none is without it; no interval where a single patient
    // is on that side.
    std::optional<double> sensitivity, specificity;
    std::optional<Interval> sensitivity_interval, specificity_interval;
};

struct OperatingPoints {
    std::vector<std::optional<OperatingPoint>> classes;        // [K]; nothing of a class without a threshold
    std::optional<double> mean_sensitivity, mean_specificity;  // over the classes that have it
    std::optional<Interval> mean_sensitivity_interval, mean_specificity_interval;
};

// `identification`: of the same readings.
OperatingPoints measure_at(const Thresholds& thresholds, const std::vector<ImageReading>& readings,
                           const Dataset& dataset, const IdentificationMetrics& identification,
                           const BootstrapOptions& bootstrap);

// Of evaluation.json: null without thresholds.
nlohmann::ordered_json operating_points_json(const std::optional<OperatingPoints>& points,
                                             const RunThresholds& chosen);

}  // namespace gren
