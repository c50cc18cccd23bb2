#include "src/card/result_tables.h"

#include <fmt/format.h>

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>

#include "src/card/figures.h"

namespace gren::card {
namespace {

using Json = nlohmann::ordered_json;
using report::Row;
using report::Table;

Row row_of(const std::vector<std::string>& texts) {
    Row row;
    for (const auto& text : texts) row.cells.push_back({.text = text});
    return row;
}

// The mean of a control by threshold, null where there is none.
Json control(const Json& evaluation, const char* name, const std::string& threshold) {
    const auto& controls = evaluation.at("controls");
    if (controls.is_null() || controls.at(name).is_null()) return nullptr;
    return controls.at(name).at("mean_accuracy").at(threshold);
}

std::string found(const Json& cls) {
    const auto boxes = cls.at("boxes").get<std::int64_t>();
    return boxes ? fmt::format("{} of {}", cls.at("correct").at("0.5").get<std::int64_t>(), boxes)
                 : "no boxes";
}

// Threshold, sensitivity and specificity of a class, or why it has none.
std::vector<std::string> operating_point(const Json& points, const std::string& cls) {
    if (points.is_null()) return {"none", "–", "–"};
    const auto& point = points.at("classes").at(cls);
    if (point.contains("without"))
        return {fmt::format("none: {}", point.at("without").get<std::string>()), "–", "–"};
    return {figure(point.at("probability")),
            figure(point.at("sensitivity"), point.at("sensitivity_interval")),
            figure(point.at("specificity"), point.at("specificity_interval"))};
}

}  // namespace

Table localization_table(const Json& evaluation) {
    Table table{.id = "",
                .caption = "Boxes found, T(IoU): mean over classes",
                .header = {"T", "this model", "perfect learner of its targets", "best cells of the grid",
                           "random map", "mean box of the training list"},
                .rows = {}};
    for (const auto& [threshold, value] : evaluation.at("mean_accuracy").items())
        table.rows.push_back(
            row_of({threshold, figure(value, evaluation.at("mean_accuracy_interval").at(threshold)),
                    figure(evaluation.at("mean_target_ceiling").at(threshold)),
                    figure(evaluation.at("mean_ceiling").at(threshold)),
                    figure(control(evaluation, "random_map", threshold)),
                    figure(control(evaluation, "mean_box", threshold))}));
    return table;
}

Table class_table(const Json& evaluation) {
    const auto& points = evaluation.at("operating_points");
    Table table{.id = "",
                .caption = "By class",
                .header = {"class", "images with it", "without it", "AUC", "boxes found at T(IoU)=0.5",
                           "threshold (probability)", "sensitivity", "specificity"},
                .rows = {}};
    for (const auto& [name, cls] : evaluation.at("classes").items()) {
        const auto point = operating_point(points, name);
        table.rows.push_back(row_of({name, cls.at("positives").dump(), cls.at("negatives").dump(),
                                     figure(cls.at("auc"), cls.at("auc_interval")), found(cls), point[0],
                                     point[1], point[2]}));
    }
    table.notes.push_back(
        points.is_null()
            ? fmt::format("No thresholds: {}.", evaluation.at("without_operating_points").get<std::string>())
            : fmt::format("Thresholds by Youden's rule, chosen on {} images of the validation list.",
                          points.at("chosen_on").get<std::int64_t>()));
    return table;
}

std::optional<Table> group_table(const Json& evaluation) {
    Table table{.id = "",
                .caption = "By group of films",
                .header = {"", "group", "images", "patients", "boxes", "AUC", "T(IoU)=0.5"},
                .rows = {},
                .notes = {"*: fewer than 30 patients or boxes, whose figures are chance. Means are over the "
                          "classes that have the figure in the group."}};
    for (const auto& [trait, groups] : evaluation.at("groups").items())
        for (const auto& [name, group] : groups.items()) {
            const auto count = [&](const char* of, const char* few) {
                return group.at(of).dump() + (group.at(few).get<bool>() ? "*" : "");
            };
            table.rows.push_back(row_of(
                {trait, name, group.at("images").dump(), count("patients", "few_patients"),
                 count("boxes", "few_boxes"), figure(group.at("mean_auc"), group.at("mean_auc_interval")),
                 figure(group.at("mean_accuracy").at("0.5"), group.at("mean_accuracy_interval").at("0.5"))}));
        }
    return table.rows.empty() ? std::nullopt : std::optional(std::move(table));
}

}  // namespace gren::card
