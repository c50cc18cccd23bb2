// What regions reach that no network drew: the rows below every accuracy (RUN_FOLDER.md, "Controls").
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "src/evaluation/localization_metrics.h"
#include "src/evaluation/mean_box.h"

namespace gren {

struct ControlAccuracy {
    std::vector<ClassAccuracy> iou, iobb;  // [K], as LocalizationMetrics has them
    PerThreshold mean_iou, mean_iobb;
};

struct Controls {
    ControlAccuracy random_map;
    std::optional<ControlAccuracy> mean_box;
    std::vector<MeanBox> mean_boxes;  // [K] where there is a mean_box; a class without one finds nothing
    std::string without_mean_box;     // why there is none
};

// Of the boxes of `samples`, on the same evaluation grid as a method's regions. `trained`: the list that the
// run trained on; nothing where that is of another data set.
Controls measure_controls(const Dataset& dataset, const std::vector<std::int64_t>& samples,
                          const std::optional<TrainingList>& trained, std::int64_t eval_grid);

// evaluation.json's "controls".
nlohmann::ordered_json controls_json(const Controls& controls, const std::vector<std::string>& classes);

}  // namespace gren
