#include <nlohmann/json.hpp>

#include "src/evaluation/controls.h"
#include "src/evaluation/figures_json.h"
#include "src/evaluation/random_map.h"

namespace gren {
namespace {

using Json = nlohmann::ordered_json;

Json control_json(const ControlAccuracy& accuracy, const std::vector<std::string>& classes) {
    Json json{{"mean_accuracy", by_overlap(accuracy.mean_iou, number_or_null)},
              {"mean_iobb_accuracy", by_overlap(accuracy.mean_iobb, number_or_null)},
              {"classes", Json::object()}};
    for (std::size_t k = 0; k < classes.size(); ++k)
        json["classes"][classes[k]] = {{"boxes", accuracy.iou[k].boxes},
                                       {"correct", counts_json(accuracy.iou[k])},
                                       {"iobb_correct", counts_json(accuracy.iobb[k])}};
    return json;
}

Json mean_box_json(const Controls& controls, const std::vector<std::string>& classes) {
    if (!controls.mean_box) return nullptr;
    auto json = control_json(*controls.mean_box, classes);
    for (std::size_t k = 0; k < classes.size(); ++k) {
        const auto& mean = controls.mean_boxes[k];
        auto& of_class = json["classes"][classes[k]];
        of_class["trained"] = mean.boxes;
        of_class["box"] = mean.box ? Json{mean.box->x, mean.box->y, mean.box->w, mean.box->h} : Json(nullptr);
    }
    return json;
}

}  // namespace

Json controls_json(const Controls& controls, const std::vector<std::string>& classes) {
    Json random{{"grid", kRandomMapGrid}, {"seed", kRandomMapSeed}};
    random.update(control_json(controls.random_map, classes));
    return {{"random_map", random},
            {"mean_box", mean_box_json(controls, classes)},
            {"without_mean_box", controls.mean_box ? Json(nullptr) : Json(controls.without_mean_box)}};
}

}  // namespace gren
