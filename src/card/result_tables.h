// The figures of evaluation.json as tables of a model card.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "src/report/document.h"

namespace gren::card {

// T(IoU) by threshold: the run's with its interval, beside what a perfect learner, the grid's best cells and
// regions that no network drew would reach.
report::Table localization_table(const nlohmann::ordered_json& evaluation);

// A row a class: AUC, boxes found, threshold, sensitivity and specificity.
report::Table class_table(const nlohmann::ordered_json& evaluation);

// A row a group of films; none where no film tells its sex, age, view or site.
std::optional<report::Table> group_table(const nlohmann::ordered_json& evaluation);

}  // namespace gren::card
