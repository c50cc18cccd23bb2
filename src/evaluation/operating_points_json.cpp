#include <nlohmann/json.hpp>

#include "src/evaluation/figures_json.h"
#include "src/evaluation/inference.h"
#include "src/evaluation/operating_points.h"

namespace gren {
namespace {

using Json = nlohmann::ordered_json;

Json point_json(const OperatingPoint& at, double threshold) {
    return {{"threshold", threshold},
            {"probability", probability_of(threshold)},
            {"true_positives", at.true_positives},
            {"false_negatives", at.false_negatives},
            {"true_negatives", at.true_negatives},
            {"false_positives", at.false_positives},
            {"sensitivity", number_or_null(at.sensitivity)},
            {"sensitivity_interval", interval_or_null(at.sensitivity_interval)},
            {"specificity", number_or_null(at.specificity)},
            {"specificity_interval", interval_or_null(at.specificity_interval)}};
}

}  // namespace

Json operating_points_json(const std::optional<OperatingPoints>& points, const RunThresholds& chosen) {
    if (!points) return nullptr;
    const auto& thresholds = *chosen.thresholds;
    Json json{{"rule", "youden"},
              {"chosen_on", thresholds.images.size()},
              {"chosen_list", list_digest(thresholds.images)},
              {"chosen_dataset", thresholds.dataset},
              {"mean_sensitivity", number_or_null(points->mean_sensitivity)},
              {"mean_sensitivity_interval", interval_or_null(points->mean_sensitivity_interval)},
              {"mean_specificity", number_or_null(points->mean_specificity)},
              {"mean_specificity_interval", interval_or_null(points->mean_specificity_interval)},
              {"classes", Json::object()}};
    for (std::size_t k = 0; k < points->classes.size(); ++k) {
        const auto& one = thresholds.classes[k];
        json["classes"][one.cls] =
            points->classes[k] ? point_json(*points->classes[k], *one.score) : Json{{"without", one.without}};
    }
    return json;
}

}  // namespace gren
