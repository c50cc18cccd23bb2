// The loss, its terms and the gradient's norm over training: of each participation the rows of its tables
// beside each other, of each row its runs.
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>

#include "src/report/metrics.h"
#include "src/report/panel_plot.h"
#include "src/report/sections.h"
#include "src/report/smoothing.h"
#include "src/run/run_folder.h"

namespace gren::report {
namespace {

constexpr std::size_t kPoints = 100;      // of a line
constexpr double kThousandsFrom = 20000;  // images on the axis

constexpr char kAboutCurves[] =
    "Every step draws other images, and one image with boxes can weigh as much as a hundred without: Eq. 1 "
    "sums over all cells of the grid and counts β-fold. Single steps therefore jump by orders of magnitude. "
    "Lines are running medians: of the window of steps around each point, at least 15 and at least a "
    "twentieth of a run. Terms are as they enter the loss but for their λ.";

struct Curve {
    std::string label;
    std::vector<std::vector<MetricsStep>> runs;
    std::vector<std::string> run_names;
    double nodes = 0;
};

double value_of(const MetricsStep& step, const std::string& term) {
    for (const auto& [name, value] : step.terms)
        if (name == term) return value;
    return std::numeric_limits<double>::quiet_NaN();
}

std::vector<std::vector<double>> values_of(const std::vector<std::vector<MetricsStep>>& runs,
                                           const std::string& term) {
    std::vector<std::vector<double>> all;
    for (const auto& steps : runs) {
        auto& values = all.emplace_back();
        for (const auto& step : steps) values.push_back(value_of(step, term));
    }
    return all;
}

std::size_t longest_of(const Curve& curve) {
    std::size_t longest = 0;
    for (const auto& steps : curve.runs) longest = std::max(longest, steps.size());
    return longest;
}

std::vector<Curve> curves_of(const ReportTableRuns& table) {
    std::vector<Curve> curves;
    for (const auto& group : table.groups) {
        Curve curve{
            .label = group.label, .runs = {}, .run_names = {}, .nodes = static_cast<double>(group.nodes)};
        for (const auto* run : group.runs) {
            auto steps = read_metrics(RunFolder{run->folder}.metrics());
            if (steps.empty()) continue;
            curve.runs.push_back(std::move(steps));
            curve.run_names.push_back(fmt::format("fold {}, seed {}", run->fold, run->seed));
        }
        if (!curve.runs.empty()) curves.push_back(std::move(curve));
    }
    return curves;
}

// Of the steps, in the order in which they first come; the gradient's norm, which is of all of them, last.
std::vector<std::string> terms_of(const std::vector<Curve>& curves) {
    std::vector<std::string> names;
    for (const auto& curve : curves)
        for (const auto& [name, value] : curve.runs.front().front().terms)
            if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    std::ranges::stable_partition(names, [](const std::string& name) { return name != "gradient_norm"; });
    return names;
}

std::string title_of(const std::string& term) {
    static const std::map<std::string, std::string> kTitles{
        {"loss", "loss Q (Eq. 8)"},
        {"localization", "localization (Eq. 3)"},
        {"intra", "intra: D_intra (Eq. 5)"},
        {"inter", "inter: D_inter (Eq. 7)"},
        {"gradient_norm", "gradient norm, before clipping"}};
    const auto found = kTitles.find(term);
    return found == kTitles.end() ? term : found->second;
}

// The axis of all panels of a figure.
struct ImagesSeen {
    double unit = 1;
    explicit ImagesSeen(const std::vector<Curve>& curves) {
        for (const auto& curve : curves)
            if (static_cast<double>(longest_of(curve)) * curve.nodes >= kThousandsFrom) unit = 1000;
    }
    std::string label() const { return unit == 1 ? "images seen" : "thousand images seen"; }
};

std::vector<PlotPoint> points_of(const Curve& curve, const std::vector<std::vector<double>>& values,
                                 const ImagesSeen& axis) {
    std::vector<PlotPoint> points;
    for (const auto& point : smoothed(values, window_of(longest_of(curve)), kPoints))
        points.push_back({.x = static_cast<double>(point.step + 1) * curve.nodes / axis.unit,
                          .y = point.median,
                          .low = point.low,
                          .high = point.high});
    return points;
}

std::string left_out_words(std::size_t all, const char* what) {
    return all <= kMostLines ? ""
                             : fmt::format(" The first {} {}; {} more have their metrics.jsonl.", kMostLines,
                                           what, all - kMostLines);
}

// A line for each row, over all its runs.
PanelPlot rows_plot(const std::string& participation, std::vector<Curve> curves) {
    PanelPlot plot{.id = "curves_" + participation,
                   .caption = fmt::format("Training, participation {}: a line for each row of the tables, "
                                          "the running median over all its runs.{}",
                                          participation, left_out_words(curves.size(), "rows")),
                   .x_label = "",
                   .lines = {},
                   .band_name = "",
                   .panels = {}};
    curves.resize(std::min(curves.size(), kMostLines));
    const ImagesSeen axis(curves);
    plot.x_label = axis.label();
    for (const auto& curve : curves) plot.lines.push_back(curve.label);
    for (const auto& term : terms_of(curves)) {
        CurvePanel panel{.title = title_of(term), .lines = {}};
        for (const auto& curve : curves)
            panel.lines.push_back(points_of(curve, values_of(curve.runs, term), axis));
        plot.panels.push_back(std::move(panel));
    }
    return plot;
}

// A line for each run, and how far the steps of all of them spread.
PanelPlot runs_plot(const std::string& id, const std::string& participation, const Curve& curve) {
    const auto window = window_of(longest_of(curve));
    PanelPlot plot{.id = id,
                   .caption = fmt::format(
                       "{}, participation {}: a line for each run, the median of the {} steps around each "
                       "point; grey: four of five of those steps, over all runs.{}",
                       curve.label, participation, window, left_out_words(curve.runs.size(), "runs")),
                   .x_label = "",
                   .lines = curve.run_names,
                   .band_name = "10th to 90th percentile of the steps",
                   .panels = {}};
    plot.lines.resize(std::min(plot.lines.size(), kMostLines));
    const ImagesSeen axis({curve});
    plot.x_label = axis.label();
    for (const auto& term : terms_of({curve})) {
        const auto values = values_of(curve.runs, term);
        CurvePanel panel{.title = title_of(term), .lines = {}, .band = points_of(curve, values, axis)};
        for (std::size_t i = 0; i < plot.lines.size(); ++i)
            panel.lines.push_back(points_of(curve, {values[i]}, axis));
        plot.panels.push_back(std::move(panel));
    }
    return plot;
}

}  // namespace

std::optional<Section> curve_section(const std::vector<ReportTableRuns>& tables,
                                     const std::filesystem::path& folder) {
    Section section{.id = "training", .title = "Training", .blocks = {Paragraph{kAboutCurves}}};
    for (const auto& table : tables)
        if (const auto curves = curves_of(table); !curves.empty())
            section.blocks.emplace_back(drawn(rows_plot(table.participation, curves), folder));
    return section.blocks.size() == 1 ? std::nullopt : std::optional(section);
}

std::optional<Section> run_curve_section(const std::vector<ReportTableRuns>& tables,
                                         const std::filesystem::path& folder) {
    Section section{.id = "training_rows", .title = "Training, row by row", .blocks = {}};
    for (const auto& table : tables) {
        const auto curves = curves_of(table);
        for (std::size_t i = 0; i < curves.size(); ++i)
            section.blocks.emplace_back(
                drawn(runs_plot(fmt::format("curves_{}_row_{}", table.participation, i + 1),
                                table.participation, curves[i]),
                      folder));
    }
    return section.blocks.empty() ? std::nullopt : std::optional(section);
}

}  // namespace gren::report
