#include "src/report/curve_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <memory>

#include "src/report/smoothing.h"
#include "src/run/run_folder.h"

namespace gren::report {
namespace {

constexpr std::size_t kPoints = 100;  // of a line

double value_of(const MetricsStep& step, const std::string& term) {
    for (const auto& [name, value] : step.terms)
        if (name == term) return value;
    return std::numeric_limits<double>::quiet_NaN();
}

// Steps of earlier versions do not say their images: `nodes` each.
std::vector<double> images_seen(const std::vector<CurveRun>& runs, std::int64_t nodes) {
    const auto& longest =
        *std::ranges::max_element(runs, {}, [](const CurveRun& run) { return run.steps.size(); });
    std::vector<double> seen;
    std::int64_t sum = 0;
    for (const auto& step : longest.steps)
        seen.push_back(static_cast<double>(sum += step.images > 0 ? step.images : nodes));
    return seen;
}

}  // namespace

std::size_t Curve::window() const {
    return window_of(seen.size());
}

std::vector<Curve> curves_of(const ReportTableRuns& table) {
    std::vector<Curve> curves;
    for (const auto& group : table.groups) {
        Curve curve{.label = group.label, .runs = {}, .seen = {}};
        for (const auto* run : group.runs) {
            const auto file = RunFolder{run->folder}.metrics();
            auto steps = read_metrics(file);
            if (steps.empty()) continue;
            curve.runs.push_back({.name = fmt::format("fold {}, seed {}", run->fold, run->seed),
                                  .steps = std::move(steps),
                                  .validations = read_validations(file)});
        }
        if (curve.runs.empty()) continue;
        curve.seen = images_seen(curve.runs, group.nodes);
        curves.push_back(std::move(curve));
    }
    return curves;
}

std::vector<std::string> terms_of(const std::vector<Curve>& curves) {
    std::vector<std::string> names;
    for (const auto& curve : curves)
        for (const auto& [name, value] : curve.runs.front().steps.front().terms)
            if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    std::ranges::stable_partition(names, [](const std::string& name) { return name != "gradient_norm"; });
    return names;
}

std::vector<PlotPoint> term_points(const Curve& curve, const std::vector<CurveRun>& runs,
                                   const std::string& term) {
    std::vector<std::vector<double>> values;
    for (const auto& run : runs) {
        auto& of_run = values.emplace_back();
        for (const auto& step : run.steps) of_run.push_back(value_of(step, term));
    }
    std::vector<PlotPoint> points;
    for (const auto& point : smoothed(values, curve.window(), kPoints))
        points.push_back(
            {.x = curve.seen[point.step], .y = point.median, .low = point.low, .high = point.high});
    return points;
}

std::vector<PlotPoint> validation_points(const Curve& curve, const std::vector<CurveRun>& runs,
                                         ValidationFigure figure) {
    std::map<std::int64_t, std::pair<double, double>> by_step;  // sum and count
    for (const auto& run : runs)
        for (const auto& point : run.validations)
            if (const auto value = point.*figure; value) {
                auto& [sum, count] = by_step[point.step];
                sum += *value;
                ++count;
            }
    std::vector<PlotPoint> points;
    for (const auto& [step, of_step] : by_step)
        if (step >= 0 && static_cast<std::size_t>(step) < curve.seen.size())
            points.push_back(
                {.x = curve.seen[static_cast<std::size_t>(step)], .y = of_step.first / of_step.second});
    return points;
}

}  // namespace gren::report
