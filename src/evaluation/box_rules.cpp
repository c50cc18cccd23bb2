#include "src/evaluation/box_rules.h"

#include <algorithm>

namespace gren {
namespace {

RuleMeans means_of(const std::vector<BoxResult>& results, double BoxResult::*measure, std::size_t classes) {
    const auto accuracy = accuracy_by_class(results, measure, classes);
    RuleMeans means;
    for (std::size_t t = 0; t < means.size(); ++t) means[t] = mean_accuracy(accuracy, t);
    return means;
}

}  // namespace

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
        accuracy[rule] = {means_of(results[rule], &BoxResult::iou, classes),
                          means_of(results[rule], &BoxResult::iobb, classes)};
    return accuracy;
}

}  // namespace gren
