#include "src/evaluation/class_calibration.h"

#include <functional>
#include <nlohmann/json.hpp>

#include "src/evaluation/figures_json.h"
#include "src/evaluation/labelled_scores.h"
#include "src/measures/mean_of_classes.h"

namespace gren {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

ClassCalibration measure_calibration(const std::vector<ImageReading>& readings, const Dataset& dataset) {
    ClassCalibration calibration;
    for (std::size_t cls = 0; cls < dataset.traits().classes.size(); ++cls) {
        auto [score, label] = scores_of_class(readings, dataset, cls);
        for (double& value : score) value = probability_of(value);
        calibration.classes.push_back(reliability(score, label));
        calibration.ece.push_back(expected_calibration_error(calibration.classes.back()));
    }
    calibration.mean_ece = mean_of_classes(calibration.ece, std::identity());
    return calibration;
}

Json calibration_json(const ClassCalibration& calibration, const std::vector<std::string>& classes) {
    Json json{{"bins", kReliabilityBins},
              {"mean_ece", number_or_null(calibration.mean_ece)},
              {"classes", Json::object()}};
    for (std::size_t k = 0; k < classes.size(); ++k) {
        const auto& bins = calibration.classes[k];
        json["classes"][classes[k]] = {{"ece", number_or_null(calibration.ece[k])},
                                       {"images", bins.images},
                                       {"present", bins.present},
                                       {"probability_sum", bins.probability_sum}};
    }
    return json;
}

}  // namespace gren
