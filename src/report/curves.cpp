// The loss, its terms and what validations measured over training: of each participation the rows of its
// tables beside each other, of each row its runs.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "src/report/curve_data.h"
#include "src/report/panel_plot.h"
#include "src/report/sections.h"

namespace gren::report {
namespace {

constexpr double kThousandsFrom = 20000;  // images on the axis

constexpr char kAboutCurves[] =
    "Every step draws other images, and one image with boxes can weigh as much as a hundred without: Eq. 1 "
    "sums over all cells of the grid and counts β-fold. Single steps therefore jump by orders of magnitude. "
    "Lines are running medians: of the window of steps around each point, at least 15 and at least a "
    "twentieth of a run. Terms are as they enter the loss but for their λ. Validations, where runs made any, "
    "are as they were measured.";

constexpr std::pair<const char*, ValidationFigure> kValidationPanels[]{
    {"validation list: mean T(IoU) = 0.5", &ValidationPoint::accuracy},
    {"validation list: mean AUC", &ValidationPoint::auc}};

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

std::string left_out_words(std::size_t all, const char* what) {
    return all <= kMostLines ? ""
                             : fmt::format(" The first {} {}; {} more have their metrics.jsonl.", kMostLines,
                                           what, all - kMostLines);
}

bool is_empty(const CurvePanel& panel) {
    return std::ranges::all_of(panel.lines, [](const auto& line) { return line.empty(); });
}

// All panels have one axis.
void set_unit(PanelPlot& plot, const std::vector<Curve>& curves) {
    const bool thousands =
        std::ranges::any_of(curves, [](const Curve& curve) { return curve.seen.back() >= kThousandsFrom; });
    plot.x_label = thousands ? "thousand images seen" : "images seen";
    if (!thousands) return;
    for (auto& panel : plot.panels) {
        for (auto& line : panel.lines)
            for (auto& point : line) point.x /= 1000;
        for (auto& point : panel.band) point.x /= 1000;
    }
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
    for (const auto& curve : curves) plot.lines.push_back(curve.label);
    for (const auto& term : terms_of(curves)) {
        auto& panel = plot.panels.emplace_back(CurvePanel{.title = title_of(term), .lines = {}});
        for (const auto& curve : curves) panel.lines.push_back(term_points(curve, curve.runs, term));
    }
    for (const auto& [title, figure] : kValidationPanels) {
        CurvePanel panel{.title = title, .lines = {}, .band = {}, .few = true};
        for (const auto& curve : curves) panel.lines.push_back(validation_points(curve, curve.runs, figure));
        if (!is_empty(panel)) plot.panels.push_back(std::move(panel));
    }
    set_unit(plot, curves);
    return plot;
}

// A line for each run, and how far the steps of all of them spread.
PanelPlot runs_plot(const std::string& id, const std::string& participation, const Curve& curve) {
    PanelPlot plot{.id = id,
                   .caption = fmt::format(
                       "{}, participation {}: a line for each run, the median of the {} steps around each "
                       "point; grey: four of five of those steps, over all runs.{}",
                       curve.label, participation, curve.window(), left_out_words(curve.runs.size(), "runs")),
                   .x_label = "",
                   .lines = {},
                   .band_name = "10th to 90th percentile of the steps",
                   .panels = {}};
    auto shown = curve.runs;
    shown.resize(std::min(shown.size(), kMostLines));
    for (const auto& run : shown) plot.lines.push_back(run.name);
    for (const auto& term : terms_of({curve})) {
        auto& panel = plot.panels.emplace_back(
            CurvePanel{.title = title_of(term), .lines = {}, .band = term_points(curve, curve.runs, term)});
        for (const auto& run : shown) panel.lines.push_back(term_points(curve, {run}, term));
    }
    for (const auto& [title, figure] : kValidationPanels) {
        CurvePanel panel{.title = title, .lines = {}, .band = {}, .few = true};
        for (const auto& run : shown) panel.lines.push_back(validation_points(curve, {run}, figure));
        if (!is_empty(panel)) plot.panels.push_back(std::move(panel));
    }
    set_unit(plot, {curve});
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
