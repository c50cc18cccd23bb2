// Whether probabilities are shares, and what runs do at thresholds chosen on their validation lists.
#include <fmt/format.h>

#include <algorithm>

#include "src/report/cells.h"
#include "src/report/plot.h"
#include "src/report/sections.h"

namespace gren::report {
namespace {

constexpr std::size_t kMostReliabilityLines = 8;  // that one plot can show apart

bool is_calibrated(const RunGroup& group) {
    return std::ranges::any_of(group.runs, [](const ReportRun* run) { return run->calibration.has_value(); });
}

// All classes and runs of a row together, a point a bin that is not empty.
std::vector<PlotPoint> reliability_points(const RunGroup& group) {
    ReportCalibration sum;
    for (const auto* run : group.runs) {
        if (!run->calibration) continue;
        const auto& own = *run->calibration;
        sum.images.resize(own.images.size());
        sum.present.resize(own.images.size());
        sum.probability_sum.resize(own.images.size());
        for (std::size_t bin = 0; bin < own.images.size(); ++bin) {
            sum.images[bin] += own.images[bin];
            sum.present[bin] += own.present[bin];
            sum.probability_sum[bin] += own.probability_sum[bin];
        }
    }
    std::vector<PlotPoint> points;
    for (std::size_t bin = 0; bin < sum.images.size(); ++bin)
        if (const auto images = static_cast<double>(sum.images[bin]); images > 0)
            points.push_back({.x = sum.probability_sum[bin] / images,
                              .y = static_cast<double>(sum.present[bin]) / images});
    return points;
}

LinePlot reliability_plot(const ReportTableRuns& table) {
    LinePlot plot{
        .id = "reliability_" + table.participation,
        .caption = fmt::format("Reliability, participation {}: the share of images with the disease among "
                               "those of a probability, all classes and runs of a row together, in ten "
                               "bins; dashed: where both are equal.",
                               table.participation),
        .x_label = "mean probability",
        .y_label = "share with the disease",
        .accuracy = true,
        .share_x = true,
        .series = {{.label = "calibrated",
                    .points = {{.x = 0, .y = 0}, {.x = 1, .y = 1}},
                    .color = kGrey,
                    .stroke = Stroke::dashed,
                    .markers = false}}};
    std::size_t left_out = 0;
    for (const auto& group : table.groups) {
        if (!is_calibrated(group)) continue;
        if (plot.series.size() > kMostReliabilityLines)
            ++left_out;
        else
            plot.series.push_back({.label = group.label,
                                   .points = reliability_points(group),
                                   .color = static_cast<int>(plot.series.size() - 1)});
    }
    if (left_out > 0)
        plot.caption += fmt::format(" The first {} rows; {} more have their evaluation.json.",
                                    kMostReliabilityLines, left_out);
    return plot;
}

template <class Value>
Cell mean_of_runs(const RunGroup& group, Value&& value) {
    std::vector<std::optional<double>> values;
    for (const auto* run : group.runs) values.push_back(value(*run));
    return mean_cell(group, values, 3);
}

Row calibration_row(const RunGroup& group) {
    return {.cells = {{group.label, own_note(group.method)},
                      mean_of_runs(group,
                                   [](const ReportRun& run) {
                                       return run.calibration ? run.calibration->mean_ece : std::nullopt;
                                   }),
                      mean_of_runs(group, [](const ReportRun& run) { return run.mean_sensitivity; }),
                      mean_of_runs(group, [](const ReportRun& run) { return run.mean_specificity; }),
                      mean_of_runs(group, [](const ReportRun& run) { return run.mean_auc; }),
                      runs_cell(group)}};
}

Table calibration_table(const ReportTableRuns& table) {
    Table out{.id = "calibration_" + table.participation,
              .caption = fmt::format("Calibration and thresholds, means over classes, participation {}",
                                     table.participation),
              .header = {"Model", "ECE", "Sensitivity", "Specificity", "AUC", "Runs"},
              .rows = {}};
    for (const auto& group : table.groups)
        if (is_calibrated(group)) out.rows.push_back(calibration_row(group));
    out.notes = {
        "ECE: expected calibration error, ten bins. Sensitivity and specificity: at the threshold of each "
        "class that "
        "gren evaluate --choose-thresholds took on the validation images by Youden's rule; runs and classes "
        "without "
        "one take no part."};
    return out;
}

}  // namespace

std::optional<Section> calibration_section(const std::vector<ReportTableRuns>& tables,
                                           const std::filesystem::path& folder) {
    Section section{.id = "calibration", .title = "Calibration and thresholds", .blocks = {}};
    for (const auto& table : tables) {
        if (std::ranges::none_of(table.groups, is_calibrated)) continue;
        section.blocks.emplace_back(calibration_table(table));
        section.blocks.emplace_back(drawn(reliability_plot(table), folder));
    }
    return section.blocks.empty() ? std::nullopt : std::optional(section);
}

}  // namespace gren::report
