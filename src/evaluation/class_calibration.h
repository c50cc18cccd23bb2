// Whether a run's probabilities are shares: reliability and expected calibration error of each class.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "dataio/shards/dataset.h"
#include "src/evaluation/image_reading.h"
#include "src/measures/calibration.h"

namespace gren {

struct ClassCalibration {
    std::vector<Reliability> classes;        // [K]
    std::vector<std::optional<double>> ece;  // [K]; nothing of a class whose labels are all unknown
    std::optional<double> mean_ece;          // over the classes that have one
};

ClassCalibration measure_calibration(const std::vector<ImageReading>& readings, const Dataset& dataset);

nlohmann::ordered_json calibration_json(const ClassCalibration& calibration,
                                        const std::vector<std::string>& classes);

}  // namespace gren
