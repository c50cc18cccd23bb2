#include "src/evaluation/aligned_accuracy.h"

namespace gren {

std::optional<PerThreshold> aligned_accuracy(const std::vector<ImageReading>& readings, std::size_t classes) {
    std::vector<BoxResult> results;
    for (std::size_t i = 0; i < readings.size(); ++i)
        for (const auto& map : readings[i].maps)
            if (map.boxed && map.aligned_iou >= 0)
                results.push_back({.image = i, .cls = map.cls, .iou = map.aligned_iou});
    if (results.empty()) return std::nullopt;
    return mean_accuracies(accuracy_by_class(results, &BoxResult::iou, classes));
}

}  // namespace gren
