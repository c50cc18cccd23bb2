#include "src/evaluation/box_rules.h"

namespace gren {

std::optional<std::array<RuleAccuracy, 3>> box_rule_accuracy(const std::vector<ImageReading>& readings,
                                                             std::size_t classes) {
    std::array<std::vector<BoxResult>, 3> results;
    for (std::size_t i = 0; i < readings.size(); ++i)
        for (const auto& map : readings[i].maps)
            for (std::size_t rule = 0; map.boxed && rule < map.rules.size(); ++rule)
                results[rule].push_back(
                    {.image = i, .cls = map.cls, .iou = map.rules[rule].iou, .iobb = map.rules[rule].iobb});
    if (results[0].empty()) return std::nullopt;
    std::array<RuleAccuracy, 3> accuracy;
    for (std::size_t rule = 0; rule < accuracy.size(); ++rule)
        accuracy[rule] = {mean_accuracies(accuracy_by_class(results[rule], &BoxResult::iou, classes)),
                          mean_accuracies(accuracy_by_class(results[rule], &BoxResult::iobb, classes))};
    return accuracy;
}

}  // namespace gren
