#include "src/evaluation/controls.h"

#include <algorithm>
#include <functional>

#include "src/evaluation/random_map.h"

namespace gren {
namespace {

using MapOf = std::function<torch::Tensor(const SampleInfo&, std::int32_t)>;

// The maps of all (image, class) with a box, measured as evaluate() does a network's.
ControlAccuracy measured(const Dataset& dataset, const std::vector<std::int64_t>& samples, const MapOf& map) {
    const auto& traits = dataset.traits();
    std::vector<BoxResult> results;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const auto& info = dataset.info(samples[i]);
        for (std::int32_t cls = 0; cls < static_cast<std::int32_t>(traits.classes.size()); ++cls) {
            const auto boxes = boxes_of_class(info.boxes, cls);
            if (boxes.empty()) continue;
            const auto found = overlap(map(info, cls), boxes, traits.image_size);
            results.push_back({.image = i, .cls = cls, .iou = found.iou(), .iobb = found.iobb()});
        }
    }
    ControlAccuracy accuracy{.iou = accuracy_by_class(results, &BoxResult::iou, traits.classes.size()),
                             .iobb = accuracy_by_class(results, &BoxResult::iobb, traits.classes.size()),
                             .mean_iou = {},
                             .mean_iobb = {}};
    accuracy.mean_iou = mean_accuracies(accuracy.iou);
    accuracy.mean_iobb = mean_accuracies(accuracy.iobb);
    return accuracy;
}

}  // namespace

Controls measure_controls(const Dataset& dataset, const std::vector<std::int64_t>& samples,
                          const std::optional<TrainingList>& trained, std::int64_t eval_grid) {
    const auto& traits = dataset.traits();
    Controls controls;
    controls.random_map = measured(dataset, samples, [&](const SampleInfo& info, std::int32_t cls) {
        return random_map(info.name, traits.classes[static_cast<std::size_t>(cls)], eval_grid);
    });
    if (!trained) {
        controls.without_mean_box = "the run trained on another data set";
        return controls;
    }
    controls.mean_boxes = mean_boxes(dataset, *trained);
    if (std::ranges::none_of(controls.mean_boxes, [](const MeanBox& mean) { return mean.box.has_value(); })) {
        controls.mean_boxes.clear();
        controls.without_mean_box = "no boxes train";
        return controls;
    }
    std::vector<torch::Tensor> maps;
    for (const auto& mean : controls.mean_boxes)
        maps.push_back(box_map(mean.box, traits.image_size, eval_grid));
    controls.mean_box = measured(dataset, samples, [&](const SampleInfo&, std::int32_t cls) {
        return maps[static_cast<std::size_t>(cls)];
    });
    return controls;
}

}  // namespace gren
