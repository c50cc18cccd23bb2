// Which diseases are there, measured: the area under the ROC curve per class, with intervals (RUN_FOLDER.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dataio/shards/dataset.h"
#include "src/evaluation/image_reading.h"
#include "src/measures/patient_bootstrap.h"

namespace gren {

struct IdentificationMetrics {
    std::vector<std::int64_t> positives, negatives;  // [K] images; those of unknown label are in neither
    std::vector<std::int64_t> positive_patients, negative_patients;  // [K]
    std::vector<std::optional<double>> auc;                          // [K]; nothing without both
    std::vector<std::optional<Interval>> auc_interval;               // [K]; over the resamples that have both
    std::optional<double> mean_auc;                                  // over the classes that have one
    std::optional<Interval> mean_auc_interval;                       // where a class has one

    // With one patient on a side every resample that can be measured has that same one.
    bool has_interval(std::size_t cls) const {
        return positive_patients[cls] > 1 && negative_patients[cls] > 1;
    }
};

// `patients`: of each reading's image, "" where unknown.
IdentificationMetrics measure_identification(const std::vector<ImageReading>& readings,
                                             const Dataset& dataset, const std::vector<std::string>& patients,
                                             const BootstrapOptions& bootstrap);

}  // namespace gren
