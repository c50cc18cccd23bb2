// Loss and terms over the images seen, a line for each row of the tables.
#include <fmt/format.h>

#include <algorithm>

#include "src/report/metrics.h"
#include "src/report/plot.h"
#include "src/report/sections.h"
#include "src/run/run_folder.h"

namespace gren::report {
namespace {

constexpr std::size_t kPoints = 100;    // of a line; each the mean of the steps it stands for
constexpr std::size_t kMostLines = 16;  // that one plot can show apart

struct Curve {
    std::string participation, label;
    std::vector<std::vector<MetricsStep>> runs;
    std::int64_t nodes = 0;
};

double value_of(const MetricsStep& step, const std::string& term) {
    for (const auto& [name, value] : step.terms)
        if (name == term) return value;
    return 0;
}

bool has_term(const Curve& curve, const std::string& term) {
    return std::ranges::any_of(curve.runs, [&](const std::vector<MetricsStep>& steps) {
        return !steps.empty() &&
               std::ranges::any_of(steps.front().terms, [&](const auto& one) { return one.first == term; });
    });
}

// Mean over runs and over the steps of each point; a point ends with the shortest run.
std::vector<PlotPoint> points_of(const Curve& curve, const std::string& term) {
    std::size_t longest = 0;
    for (const auto& steps : curve.runs) longest = std::max(longest, steps.size());
    const auto width = std::max<std::size_t>(1, (longest + kPoints - 1) / kPoints);
    std::vector<PlotPoint> points;
    for (std::size_t first = 0; first < longest; first += width) {
        double sum = 0, count = 0, end = 0;
        for (const auto& steps : curve.runs)
            for (std::size_t i = first; i < std::min(first + width, steps.size()); ++i) {
                sum += value_of(steps[i], term);
                end = std::max(end, static_cast<double>(i + 1));
                ++count;
            }
        points.push_back({.x = end * static_cast<double>(curve.nodes), .y = sum / count});
    }
    return points;
}

std::vector<Curve> curves_of(const std::vector<ReportTableRuns>& tables) {
    std::vector<Curve> curves;
    for (const auto& table : tables)
        for (const auto& group : table.groups) {
            Curve curve{
                .participation = table.participation, .label = group.label, .runs = {}, .nodes = group.nodes};
            for (const auto* run : group.runs) {
                auto steps = read_metrics(RunFolder{run->folder}.metrics());
                if (!steps.empty()) curve.runs.push_back(std::move(steps));
            }
            if (!curve.runs.empty()) curves.push_back(std::move(curve));
        }
    if (tables.size() > 1)
        for (auto& curve : curves) curve.label += " (" + curve.participation + ")";
    return curves;
}

std::vector<std::string> terms_of(const std::vector<Curve>& curves) {
    std::vector<std::string> names;
    for (const auto& curve : curves)
        for (const auto& [name, value] : curve.runs.front().front().terms)
            if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    return names;
}

LinePlot plot_of(const std::vector<Curve>& curves, const std::string& term) {
    LinePlot plot{.id = "curve_" + term,
                  .caption = term == "loss"
                                 ? "Loss Q (Eq. 8) over training, mean over the runs of each row."
                                 : fmt::format("Term “{}” over training, as in metrics.jsonl.", term),
                  .x_label = "images seen",
                  .y_label = term,
                  .series = {}};
    std::size_t left_out = 0;
    for (const auto& curve : curves) {
        if (!has_term(curve, term)) continue;
        if (plot.series.size() == kMostLines) {
            ++left_out;
            continue;
        }
        const auto color = static_cast<int>(plot.series.size());
        plot.series.push_back({.label = curve.label,
                               .points = points_of(curve, term),
                               .color = color,
                               .stroke = color < 7 ? Stroke::solid : Stroke::dashed,
                               .markers = false});
    }
    if (left_out > 0)
        plot.caption +=
            fmt::format(" The first {} rows; {} more have their metrics.jsonl.", kMostLines, left_out);
    return plot;
}

}  // namespace

std::optional<Section> curve_section(const std::vector<ReportTableRuns>& tables,
                                     const std::filesystem::path& folder) {
    const auto curves = curves_of(tables);
    if (curves.empty()) return std::nullopt;
    Section section{.id = "training", .title = "Training", .blocks = {}};
    for (const auto& term : terms_of(curves))
        section.blocks.emplace_back(drawn(plot_of(curves, term), folder));
    return section;
}

}  // namespace gren::report
