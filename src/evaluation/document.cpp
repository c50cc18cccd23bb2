#include "src/evaluation/document.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "dataio/csv.h"
#include "src/evaluation/figures_json.h"
#include "src/evaluation/warnings.h"

namespace gren {
namespace {

using Json = nlohmann::ordered_json;

Json means_json(const Metrics& metrics) {
    const auto& l = metrics.localization;
    const auto& i = metrics.identification;
    return {{"mean_accuracy", by_overlap(l.mean_accuracy, number_or_null)},
            {"mean_accuracy_interval", by_overlap(l.mean_accuracy_interval, interval_or_null)},
            {"mean_target_ceiling", by_overlap(l.mean_target_ceiling, number_or_null)},
            {"mean_ceiling", by_overlap(l.mean_ceiling, number_or_null)},
            {"mean_iobb_accuracy", by_overlap(l.mean_iobb, number_or_null)},
            {"mean_pointing", number_or_null(l.mean_pointing)},
            {"mean_ap", by_threshold(kApThresholds, "{:.1f}", l.mean_ap, number_or_null)},
            {"mean_froc", by_threshold(kFalseMarksPerImage, "{}", l.mean_froc, number_or_null)},
            {"mean_auc", number_or_null(i.mean_auc)},
            {"mean_auc_interval", interval_or_null(i.mean_auc_interval)}};
}

Json class_json(const Metrics& metrics, std::size_t k) {
    const auto& l = metrics.localization;
    const auto& i = metrics.identification;
    return {{"boxes", l.accuracy[k].boxes},
            {"correct", counts_json(l.accuracy[k])},
            {"target_ceiling", counts_json(l.target_ceiling[k])},
            {"ceiling", counts_json(l.ceiling[k])},
            {"iobb_correct", counts_json(l.iobb[k])},
            {"pointing", l.pointing[k]},
            {"ap", by_threshold(kApThresholds, "{:.1f}", l.ap[k], number_or_null)},
            {"froc", by_threshold(kFalseMarksPerImage, "{}", l.froc[k], number_or_null)},
            {"auc", number_or_null(i.auc[k])},
            {"auc_interval", interval_or_null(i.auc_interval[k])},
            {"positives", i.positives[k]},
            {"negatives", i.negatives[k]}};
}

Json box_rules_json(const std::array<RuleAccuracy, 3>& rules) {
    auto json = Json::object();
    for (std::size_t i = 0; i < rules.size(); ++i)
        json[kBoxRules[i]] = {{"mean_accuracy", by_overlap(rules[i].iou, number_or_null)},
                              {"mean_iobb_accuracy", by_overlap(rules[i].iobb, number_or_null)}};
    return json;
}

}  // namespace

std::string evaluation_json(const Metrics& metrics, const std::vector<std::string>& classes,
                            const Json& about, const Json& parts, const Json& files) {
    Json json{{"format", "gren-evaluation"},
              {"version", 2},
              {"about", about},
              {"files", files},
              {"images", metrics.images},
              {"patients", metrics.patients},
              {"boxes", metrics.localization.boxes.size()},
              {"warnings", evaluation_warnings(metrics, classes, about)}};
    json.update(means_json(metrics));
    json["bootstrap"] = {{"samples", metrics.bootstrap.samples},
                         {"seed", metrics.bootstrap.seed},
                         {"level", metrics.bootstrap.level},
                         {"unit", "patient"}};
    if (!parts.is_null()) json.update(parts);
    if (metrics.aligned)
        json["mean_accuracy_in_aligned_frame"] = by_overlap(*metrics.aligned, number_or_null);
    if (metrics.box_rules) json["box_rules"] = box_rules_json(*metrics.box_rules);
    for (std::size_t k = 0; k < classes.size(); ++k) json["classes"][classes[k]] = class_json(metrics, k);
    return json.dump(1) + "\n";
}

std::string boxes_csv(const std::vector<ImageReading>& readings, const Dataset& dataset) {
    std::string csv =
        "image,patient,class,x,y,w,h,score,probability,iou,iobb,target_ceiling,ceiling,pointing\n";
    for (const auto& reading : readings) {
        const auto& info = dataset.info(reading.sample);
        for (const auto& map : reading.maps) {
            if (!map.boxed) continue;
            const auto cls = static_cast<std::size_t>(map.cls);
            const auto box =
                hull_in_original(boxes_of_class(info.boxes, map.cls), info, dataset.traits().image_size);
            csv += fmt::format("{},{},{},{:.3f},{:.3f},{:.3f},{:.3f},{},{},{:.6f},{:.6f},{:.6f},{:.6f},{}\n",
                               csv_field(info.name), csv_field(info.patient),
                               csv_field(dataset.traits().classes[cls]), box.x, box.y, box.w, box.h,
                               reading.score[cls], probability_of(reading.score[cls]), map.iou, map.iobb,
                               map.target_ceiling, map.ceiling, map.pointing ? 1 : 0);
        }
    }
    return csv;
}

}  // namespace gren
