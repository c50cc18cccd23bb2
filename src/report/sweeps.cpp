// Fig. 4: hashes against cosine, and accuracy against the number of nodes and λ.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "src/report/cells.h"
#include "src/report/plot.h"
#include "src/report/published_figures.h"
#include "src/report/sections.h"

namespace gren::report {
namespace {

struct Axis {
    const char *name, *id, *label;
};
constexpr Axis kAxes[]{{"N", "nodes", "N: images in the global batch, the graph's nodes"},
                       {"lambda-inter", "lambda_inter", "λ of D_inter (Eq. 8)"},
                       {"lambda-intra", "lambda_intra", "λ of D_intra (Eq. 8)"}};

// Rows of one method that differ in `axis` alone.
std::vector<std::vector<const RunGroup*>> sweeps(const ReportTableRuns& table, const std::string& axis) {
    std::map<std::pair<std::string, std::map<std::string, std::string>>, std::vector<const RunGroup*>> alike;
    for (const auto& group : table.groups) {
        if (!has_boxes(group) || !group.axes.contains(axis)) continue;
        auto rest = group.axes;
        rest.erase(axis);
        alike[{group.method, rest}].push_back(&group);
    }
    std::vector<std::vector<const RunGroup*>> found;
    for (const auto& [key, groups] : alike)
        if (groups.size() > 1) found.push_back(groups);
    std::ranges::stable_sort(found, {}, [](const auto& groups) { return method_rank(groups[0]->method); });
    return found;
}

PlotPoint point_of(double x, const RunGroup& group, const std::string& threshold) {
    const auto estimate = mean_accuracy_with_interval(group, std::stod(threshold));
    const auto interval = wider_interval(estimate).value_or(Interval{estimate.value, estimate.value});
    return {x, estimate.value, interval.low, interval.high};
}

// The label of the sweep's first row without the axis itself.
std::string label_of(const RunGroup& group, const std::string& axis) {
    auto label = group.label;
    const auto words = fmt::format(", {} = {}", axis, group.axes.at(axis));
    if (const auto at = label.find(words); at != std::string::npos) label.erase(at, words.size());
    return label;
}

void add_published_nodes(LinePlot& plot) {
    for (const auto threshold : {0.5, 0.7}) {
        Series series{.label = fmt::format("GREN in the paper's text, T = {}", threshold),
                      .points = {},
                      .color = threshold == 0.5 ? 6 : 4,
                      .stroke = Stroke::points};
        for (const auto& point : published_nodes())
            if (point.threshold == threshold)
                series.points.push_back({static_cast<double>(point.nodes), point.mean});
        plot.series.push_back(series);
    }
}

std::optional<LinePlot> sweep_plot(const ReportTableRuns& table, const Axis& axis) {
    LinePlot plot{
        .id = fmt::format("{}_{}", axis.id, table.participation),
        .caption = fmt::format("Mean accuracy at T(IoU) = 0.5 (solid) and 0.7 (dashed), participation {}; "
                               "bars: the wider 95 % interval, over patients or over runs.",
                               table.participation),
        .x_label = axis.label,
        .y_label = "mean accuracy",
        .log_x = std::string(axis.id) == "nodes",
        .accuracy = true,
        .series = {}};
    int color = 0;
    for (const auto& groups : sweeps(table, axis.name)) {
        for (const std::string threshold : {"0.5", "0.7"}) {
            Series series{.label = fmt::format("{}, T = {}", label_of(*groups.front(), axis.name), threshold),
                          .points = {},
                          .color = color,
                          .stroke = threshold == "0.5" ? Stroke::solid : Stroke::dashed};
            for (const auto* group : groups)
                series.points.push_back(point_of(std::stod(group->axes.at(axis.name)), *group, threshold));
            std::ranges::sort(series.points, {}, &PlotPoint::x);
            plot.series.push_back(std::move(series));
        }
        ++color;
    }
    if (plot.series.empty()) return std::nullopt;
    if (plot.log_x && table.participation == "1.0_0.4") add_published_nodes(plot);
    return plot;
}

// Fig. 4a: baseline, B + Cosine and GREN in each participation; of several rows of a method the first.
std::optional<LinePlot> cosine_plot(const std::vector<ReportTableRuns>& tables) {
    LinePlot plot{
        .id = "cosine",
        .caption =
            "Fig. 4a: weights from hashes (GREN) or from the cosine of features (B + Cosine); "
            "bars: the wider 95 % interval, over patients or over runs; of several rows of a method "
            "the first.",
        .x_label = "participation, T(IoU)",
        .y_label = "mean accuracy",
        .accuracy = true,
        .series = {}};
    const std::vector<std::string> methods{"baseline", "cosine", "gren"};
    for (std::size_t i = 0; i < methods.size(); ++i)
        plot.series.push_back({.label = method_label(methods[i]),
                               .points = {},
                               .color = static_cast<int>(i),
                               .stroke = Stroke::points});
    bool has_cosine = false;
    for (const auto& table : tables)
        for (const std::string threshold : {"0.5", "0.7"}) {
            for (std::size_t i = 0; i < methods.size(); ++i) {
                const auto group = std::ranges::find(table.groups, methods[i], &RunGroup::method);
                if (group == table.groups.end() || !has_boxes(*group)) continue;
                has_cosine |= methods[i] == "cosine";
                const double beside = 0.12 * (static_cast<double>(i) - 1);
                plot.series[i].points.push_back(
                    point_of(static_cast<double>(plot.x_names.size()) + beside, *group, threshold));
            }
            plot.x_names.push_back(fmt::format("{}, {}", table.participation, threshold));
        }
    std::erase_if(plot.series, [](const Series& series) { return series.points.empty(); });
    return has_cosine ? std::optional(plot) : std::nullopt;
}

}  // namespace

std::optional<Section> sweep_section(const std::vector<ReportTableRuns>& tables,
                                     const std::filesystem::path& folder) {
    Section section{.id = "sweeps", .title = "Cosine, nodes and λ (Fig. 4)", .blocks = {}};
    if (const auto plot = cosine_plot(tables)) section.blocks.emplace_back(drawn(*plot, folder));
    for (const auto& axis : kAxes)
        for (const auto& table : tables)
            if (const auto plot = sweep_plot(table, axis)) section.blocks.emplace_back(drawn(*plot, folder));
    return section.blocks.empty() ? std::nullopt : std::optional(section);
}

}  // namespace gren::report
