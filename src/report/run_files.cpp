#include "src/report/run_files.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "dataio/csv.h"
#include "dataio/data_error.h"
#include "src/report/evaluation_file.h"
#include "src/run/run_folder.h"

namespace gren::report {
namespace {

using Json = nlohmann::ordered_json;

template <typename T>
std::optional<T> optional_value(const Json& json) {
    return json.is_null() ? std::nullopt : std::optional(json.template get<T>());
}

template <typename T>
std::map<std::string, T> by_threshold(const Json& json) {
    std::map<std::string, T> values;
    for (const auto& item : json.items())
        if (!item.value().is_null()) values[item.key()] = item.value().template get<T>();
    return values;
}

std::string as_text(const Json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

void read_about(const Json& about, ReportRun& run) {
    run.method = about.at("method");
    run.participation = about.at("participation");
    run.split_by = optional_value<std::string>(about.at("split_by")).value_or("");
    run.fold = optional_value<std::int64_t>(about.at("fold")).value_or(0);
    run.seed = optional_value<std::int64_t>(about.at("seed")).value_or(0);
    run.nodes = optional_value<std::int64_t>(about.at("nodes")).value_or(0);
    run.ranks = optional_value<std::int64_t>(about.at("ranks")).value_or(0);
    run.eval_grid = about.at("eval_grid");
    run.grid = about.at("grid");
    run.patients_on_both_sides = optional_value<std::int64_t>(about.at("patients_on_both_sides"));
    run.dataset = about.at("dataset");
    run.hash_variant = about.at("hash_variant");
    run.test_list = about.at("test_list");
    run.training_list = about.at("training_list");
    run.trained_by = about.at("trained_by");
    run.evaluated_by = about.at("evaluated_by");
    for (const auto& [option, value] : about.at("configuration").items())
        run.configuration[option] = as_text(value);
}

ReportClass class_of(const Json& json) {
    return {.boxes = json.at("boxes"),
            .correct = by_threshold<std::int64_t>(json.at("correct")),
            .target_ceiling = by_threshold<std::int64_t>(json.at("target_ceiling")),
            .ceiling = by_threshold<std::int64_t>(json.at("ceiling")),
            .iobb_correct = by_threshold<std::int64_t>(json.at("iobb_correct")),
            .pointing = optional_value<std::int64_t>(json.at("pointing")),
            .auc = optional_value<double>(json.at("auc"))};
}

std::optional<ReportControl> control_of(const Json& json) {
    if (json.is_null()) return std::nullopt;
    ReportControl control{.correct = {},
                          .mean_accuracy = by_threshold<double>(json.at("mean_accuracy")),
                          .mean_iobb_accuracy = by_threshold<double>(json.at("mean_iobb_accuracy"))};
    for (const auto& [name, value] : json.at("classes").items())
        control.correct[name] = by_threshold<std::int64_t>(value.at("correct"));
    return control;
}

// Evaluations before there were controls have none.
void read_controls(const Json& json, ReportRun& run) {
    const auto controls = json.find("controls");
    if (controls == json.end() || controls->is_null()) return;
    run.random_map = control_of(controls->at("random_map"));
    run.mean_box = control_of(controls->at("mean_box"));
    run.without_mean_box = optional_value<std::string>(controls->at("without_mean_box")).value_or("");
}

ReportFilmGroup film_group_of(const std::string& trait, const std::string& name, const Json& json) {
    using Interval = std::array<double, 2>;
    return {.trait = trait,
            .name = name,
            .images = json.at("images"),
            .patients = json.at("patients"),
            .boxes = json.at("boxes"),
            .few_patients = json.at("few_patients"),
            .few_boxes = json.at("few_boxes"),
            .mean_accuracy = by_threshold<double>(json.at("mean_accuracy")),
            .mean_auc = optional_value<double>(json.at("mean_auc")),
            .mean_accuracy_interval = by_threshold<Interval>(json.at("mean_accuracy_interval")),
            .mean_auc_interval = optional_value<Interval>(json.at("mean_auc_interval"))};
}

// Evaluations before films were told apart have none, and traits that are known of no film have none.
void read_film_groups(const Json& json, ReportRun& run) {
    const auto groups = json.find("groups");
    if (groups == json.end()) return;
    for (const auto& [trait, of_trait] : groups->items())
        for (const auto& [name, group] : of_trait.items())
            run.film_groups.push_back(film_group_of(trait, name, group));
}

// Evaluations before there was calibration have neither, and those without thresholds no operating points.
void read_calibration(const Json& json, ReportRun& run) {
    const auto calibration = json.find("calibration");
    if (calibration == json.end()) return;
    auto& sum = run.calibration.emplace();
    sum.mean_ece = optional_value<double>(calibration->at("mean_ece"));
    const auto bins = calibration->at("bins").get<std::size_t>();
    sum.images.resize(bins);
    sum.present.resize(bins);
    sum.probability_sum.resize(bins);
    for (const auto& [name, one] : calibration->at("classes").items())
        for (std::size_t bin = 0; bin < bins; ++bin) {
            sum.images[bin] += one.at("images").at(bin).get<std::int64_t>();
            sum.present[bin] += one.at("present").at(bin).get<std::int64_t>();
            sum.probability_sum[bin] += one.at("probability_sum").at(bin).get<double>();
        }
    const auto& points = json.at("operating_points");
    if (points.is_null()) return;
    run.mean_sensitivity = optional_value<double>(points.at("mean_sensitivity"));
    run.mean_specificity = optional_value<double>(points.at("mean_specificity"));
}

void read_figures(const Json& json, ReportRun& run) {
    read_about(json.at("about"), run);
    run.images = json.at("images");
    run.warnings = json.at("warnings").get<std::vector<std::string>>();
    for (const auto& [name, value] : json.at("classes").items()) {
        run.class_names.push_back(name);
        run.classes[name] = class_of(value);
    }
    run.mean_accuracy = by_threshold<double>(json.at("mean_accuracy"));
    run.mean_iobb_accuracy = by_threshold<double>(json.at("mean_iobb_accuracy"));
    run.mean_ap = by_threshold<double>(json.at("mean_ap"));
    run.mean_pointing = optional_value<double>(json.at("mean_pointing"));
    run.mean_auc = optional_value<double>(json.at("mean_auc"));
    read_controls(json, run);
    read_film_groups(json, run);
    read_calibration(json, run);
}

void read_boxes(const std::filesystem::path& file, ReportRun& run) {
    CsvReader csv(file);
    if (!csv.next()) csv.fail("no header, expected boxes; run gren evaluate again");
    const auto image = csv.column("image"), patient = csv.column("patient"), cls = csv.column("class"),
               x = csv.column("x"), y = csv.column("y"), w = csv.column("w"), h = csv.column("h"),
               iou = csv.column("iou");
    while (csv.next())
        run.boxes.push_back({.image = csv.text(image),
                             .patient = csv.text(patient),
                             .cls = csv.text(cls),
                             .x = csv.number(x),
                             .y = csv.number(y),
                             .w = csv.number(w),
                             .h = csv.number(h),
                             .iou = csv.number(iou)});
    std::map<std::string, std::int64_t> counts;
    for (const auto& box : run.boxes) ++counts[box.cls];
    for (const auto& [name, found] : run.classes)
        if (found.boxes != counts[name])
            throw DataError(
                fmt::format("{}: {} rows of {}, but evaluation.json beside it counts {} boxes; run gren "
                            "evaluate again",
                            file.string(), counts[name], name, found.boxes));
}

}  // namespace

ReportRun read_run(const std::string& name, const std::filesystem::path& folder) {
    ReportRun run;
    run.name = name;
    run.folder = folder;
    const RunFolder files{folder};
    const auto json = read_evaluation_file(files.evaluation());
    try {
        read_figures(json, run);
    } catch (const std::exception& error) {
        throw no_such_evaluation(files.evaluation(), error.what());
    }
    read_boxes(files.boxes(), run);
    return run;
}

}  // namespace gren::report
