#include <nlohmann/json.hpp>

#include "src/evaluation/figures_json.h"
#include "src/evaluation/group_metrics.h"
#include "src/evaluation/warnings.h"

namespace gren {
namespace {

using Json = nlohmann::ordered_json;

Json group_json(const Metrics& metrics, const std::vector<std::string>& classes) {
    const auto& l = metrics.localization;
    const auto& i = metrics.identification;
    const auto boxes = static_cast<std::int64_t>(l.boxes.size());
    Json json{{"images", metrics.images},
              {"patients", metrics.patients},
              {"boxes", boxes},
              {"few_patients", metrics.patients < kFewPatients},
              {"few_boxes", boxes < kFewBoxes},
              {"mean_accuracy", by_overlap(l.mean_accuracy, number_or_null)},
              {"mean_accuracy_interval", by_overlap(l.mean_accuracy_interval, interval_or_null)},
              {"mean_auc", number_or_null(i.mean_auc)},
              {"mean_auc_interval", interval_or_null(i.mean_auc_interval)},
              {"classes", Json::object()}};
    for (std::size_t k = 0; k < classes.size(); ++k)
        json["classes"][classes[k]] = {
            {"boxes", l.accuracy[k].boxes},    {"correct", counts_json(l.accuracy[k])},
            {"auc", number_or_null(i.auc[k])}, {"auc_interval", interval_or_null(i.auc_interval[k])},
            {"positives", i.positives[k]},     {"negatives", i.negatives[k]}};
    return json;
}

}  // namespace

Json groups_json(const std::vector<GroupMetrics>& groups, const std::vector<std::string>& classes) {
    auto json = Json::object();
    for (const auto* trait : kFilmTraits) json[trait] = nullptr;
    for (const auto& group : groups) json[group.trait][group.name] = group_json(group.metrics, classes);
    return json;
}

}  // namespace gren
