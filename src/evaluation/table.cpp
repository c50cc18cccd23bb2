#include "src/evaluation/table.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

#include "src/evaluation/random_map.h"
#include "src/evaluation/table_cells.h"
#include "src/evaluation/warnings.h"

namespace gren {
namespace {

constexpr std::size_t kEighth = 0, kOne = 3;  // false marks an image, in kFalseMarksPerImage

std::string count(std::int64_t k, std::int64_t n) {
    return n > 0 ? fmt::format("{}/{}", k, n) : "-";
}

// Broken between words, so that a terminal does not break it within one.
std::string wrapped(const std::string& text) {
    constexpr std::size_t kColumns = 120;
    std::string lines, line;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        if (line.size() + 1 + word.size() > kColumns) lines += std::exchange(line, "   ") + "\n";
        line += (line.empty() ? "" : " ") + word;
    }
    return lines + line + "\n";
}

std::string heading(const Metrics& metrics, const std::vector<std::string>& classes,
                    const nlohmann::ordered_json& about) {
    const auto word = [](const nlohmann::ordered_json& value) {
        return value.is_string() ? value.get<std::string>() : value.is_null() ? "unknown" : value.dump();
    };
    const auto& seen = about["patients_on_both_sides"];  // a warning where there are some
    auto lines = fmt::format(
        "{}, trained on {}{}, {} nodes\n"
        "Tested: {} images of {} patients, {} boxes{}\n",
        word(about["method"]), word(about["participation"]),
        about["fold"].is_null() ? " images" : fmt::format(" fold {}", word(about["fold"])),
        word(about["nodes"]), metrics.images, metrics.patients, metrics.localization.boxes.size(),
        seen.is_number() && seen > 0 ? "" : "; patients also in training: " + word(seen));
    for (const auto& warning : evaluation_warnings(metrics, classes, about))
        lines += wrapped("WARNING: " + warning);
    return lines;
}

// At each threshold, then what a perfect learner of the targets reaches at 0.5 and 0.7.
std::string overlap_row(const std::string& name, std::vector<std::string> cells,
                        const std::string& learner_half, const std::string& learner_seventenths) {
    cells.insert(cells.end(), {learner_half, learner_seventenths});
    return table_row(name, cells, {11, 11, 11, 11, 11, 11, 11, 14, 9});
}

template <class Values, class Convert>
std::vector<std::string> texts(const Values& values, Convert&& convert) {
    std::vector<std::string> all;
    for (const auto& value : values) all.push_back(convert(value));
    return all;
}

std::string overlap_table(const LocalizationMetrics& l, const Controls& controls,
                          const std::vector<std::string>& classes, const nlohmann::ordered_json& about,
                          const BootstrapOptions& bootstrap) {
    auto table = fmt::format(
        "\nLocalization: boxes found with IoU > T, k of n; {} of a {}² grid\n",
        about.contains("boxes")
            ? fmt::format("the method's boxes count by '{}', in cells", about["boxes"].get<std::string>())
            : "regions are the cells above 0.5",
        about["eval_grid"].dump());
    table +=
        overlap_row("class", texts(kOverlapThresholds, [](double t) { return fmt::format("T={:.1f}", t); }),
                    "learner .5", ".7");
    for (std::size_t k = 0; k < classes.size(); ++k) {
        const auto n = l.accuracy[k].boxes;
        if (n == 0) continue;
        const auto k_of_n = [&](std::int64_t correct) { return count(correct, n); };
        table += overlap_row(classes[k], texts(l.accuracy[k].correct, k_of_n),
                             k_of_n(l.target_ceiling[k].correct[kHalf]),
                             k_of_n(l.target_ceiling[k].correct[kSeventenths]));
    }
    table += overlap_row("mean", texts(l.mean_accuracy, figure), figure(l.mean_target_ceiling[kHalf]),
                         figure(l.mean_target_ceiling[kSeventenths]));
    if (bootstrap.samples > 0)
        table += overlap_row(fmt::format("  {:.0f} % interval", 100 * bootstrap.level),
                             texts(l.mean_accuracy_interval, range), "", "");
    table += overlap_row("  perfect learner", texts(l.mean_target_ceiling, figure), "", "");
    table += overlap_row("  best whole cells", texts(l.mean_ceiling, figure), "", "");
    table += overlap_row("  random map", texts(controls.random_map.mean_iou, figure), "", "");
    if (controls.mean_box)
        table += overlap_row("  mean box", texts(controls.mean_box->mean_iou, figure), "", "");
    return table + fmt::format(
                       "learner: answers every training target of {0}² without fault, resized to {1}²; best "
                       "whole cells of {1}²: the outer bound\n"
                       "random map: noise of {2}² cells, resized to {1}²; mean box: {3}\n",
                       about["grid"].dump(), about["eval_grid"].dump(), kRandomMapGrid,
                       controls.mean_box ? "of the class's boxes in training, in every image"
                                         : "none, " + controls.without_mean_box);
}

// Of a system that answers with boxes: which of them counts is not published.
std::string box_rules_table(const std::array<RuleAccuracy, 3>& rules) {
    auto table = std::string(
        "\nThe method answers with boxes at two heights of each map; means by which of them counts\n");
    for (std::size_t i = 0; i < rules.size(); ++i) {
        table += overlap_row(fmt::format("{}, IoU", kBoxRules[i]), texts(rules[i].iou, figure), "", "");
        table += overlap_row(fmt::format("{}, IoBB", kBoxRules[i]), texts(rules[i].iobb, figure), "", "");
    }
    return table;
}

std::string measures_row(const std::string& name, const std::vector<std::string>& cells) {
    return table_row(name, cells, {10, 10, 9, 8, 11, 8, 11, 13, 11});
}

std::string measures_table(const Metrics& metrics, const std::vector<std::string>& classes) {
    const auto& l = metrics.localization;
    const auto& i = metrics.identification;
    const auto level = fmt::format("{:.0f} %", 100 * metrics.bootstrap.level);
    auto table = fmt::format(
        "\n{}{}",
        measures_row("", {"IoBB", "hottest", "AP at", "IoU of", "found at", "false", "", level, ""}),
        measures_row("class", {"> 0.5", "inside", "0.3", "0.5", "1/8", "1", "AUC", "interval", "present"}));
    for (std::size_t k = 0; k < classes.size(); ++k) {
        const auto n = l.accuracy[k].boxes;
        table +=
            measures_row(classes[k], {count(l.iobb[k].correct[kHalf], n), count(l.pointing[k], n),
                                      figure(l.ap[k][0]), figure(l.ap[k][1]), figure(l.froc[k][kEighth]),
                                      figure(l.froc[k][kOne]), figure(i.auc[k]), range(i.auc_interval[k]),
                                      count(i.positives[k], i.positives[k] + i.negatives[k])});
    }
    return table +
           measures_row("mean", {figure(l.mean_iobb[kHalf]), figure(l.mean_pointing), figure(l.mean_ap[0]),
                                 figure(l.mean_ap[1]), figure(l.mean_froc[kEighth]),
                                 figure(l.mean_froc[kOne]), figure(i.mean_auc), range(i.mean_auc_interval)}) +
           "IoBB: the region's share in the box; hottest: cell of the map; found at 1/8 and 1 false marks an "
           "image\n";
}

}  // namespace

std::string evaluation_table(const Metrics& metrics, const Controls& controls,
                             const std::vector<std::string>& classes, const nlohmann::ordered_json& about) {
    auto table = heading(metrics, classes, about);
    if (metrics.localization.boxes.empty())
        table += "Localization: the images tested have no box, so there is AUC only\n";
    else
        table += overlap_table(metrics.localization, controls, classes, about, metrics.bootstrap);
    if (metrics.aligned)
        table +=
            "\nThe films are aligned; the table above is of the films as they were, these means of the "
            "aligned "
            "ones\n" +
            overlap_row("mean, aligned", texts(*metrics.aligned, figure), "", "");
    if (metrics.box_rules) table += box_rules_table(*metrics.box_rules);
    return table + measures_table(metrics, classes);
}

}  // namespace gren
