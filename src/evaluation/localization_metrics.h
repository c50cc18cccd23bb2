// Where diseases are, measured: T(IoU), T(IoBB), ceilings, pointing game, AP and FROC, per class and as means
// (RUN_FOLDER.md defines each).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dataio/shards/dataset.h"
#include "src/evaluation/box_overlap.h"
#include "src/evaluation/image_reading.h"
#include "src/measures/froc.h"
#include "src/measures/patient_bootstrap.h"

namespace gren {

inline constexpr std::array<double, 2> kApThresholds{0.3, 0.5};

using PerThreshold = std::array<std::optional<double>, kOverlapThresholds.size()>;
using PerApThreshold = std::array<std::optional<double>, kApThresholds.size()>;
using PerFalseMarks = std::array<std::optional<double>, kFalseMarksPerImage.size()>;

// Of all classes, those without a box with n = 0. Means are over the classes that have the figure; nothing
// where none has.
struct LocalizationMetrics {
    std::vector<BoxResult> boxes;                        // in the order of images, then classes
    std::int64_t boxed_patients = 0;                     // whose images have them
    std::vector<ClassAccuracy> accuracy, ceiling, iobb;  // [K]
    std::vector<ClassAccuracy> target_ceiling;           // [K], target_ceiling_iou()
    std::vector<std::int64_t> pointing;                  // [K], k of accuracy[].boxes
    std::vector<PerApThreshold> ap;                      // [K]
    std::vector<PerFalseMarks> froc;                     // [K]
    PerThreshold mean_accuracy, mean_ceiling, mean_target_ceiling, mean_iobb;
    std::optional<double> mean_pointing;
    PerApThreshold mean_ap;
    PerFalseMarks mean_froc;
    // Nothing where one patient has all boxes: drawn again and again he is always the same.
    std::array<std::optional<Interval>, kOverlapThresholds.size()> mean_accuracy_interval;
};

// mean_accuracy() at each threshold.
PerThreshold mean_accuracies(const std::vector<ClassAccuracy>& accuracy);

// `patients`: of each reading's image, "" where unknown.
LocalizationMetrics measure_localization(const std::vector<ImageReading>& readings, const Dataset& dataset,
                                         const std::vector<std::string>& patients,
                                         const BootstrapOptions& bootstrap);

}  // namespace gren
