#include "src/report/cells.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>

#include "src/report/published_figures.h"

namespace gren::report {

Cell number_cell(double value, int decimals, std::string note) {
    return {.text = fmt::format("{:.{}f}", value, decimals), .note = std::move(note), .value = value};
}

Cell mean_cell(const RunGroup& group, const std::vector<std::optional<double>>& values, int decimals) {
    RunGroup counted = group;
    counted.runs.clear();
    std::vector<double> found;
    for (std::size_t i = 0; i < values.size(); ++i)
        if (values[i]) {
            counted.runs.push_back(group.runs[i]);
            found.push_back(*values[i]);
        }
    if (found.empty()) return kNoFigure;
    const auto [mean, stddev] = mean_over_runs(counted, found);
    return number_cell(mean, decimals, stddev ? fmt::format("±{:.{}f}", *stddev, decimals) : "");
}

Cell runs_cell(const RunGroup& group) {
    std::set<std::int64_t> folds, seeds;
    for (const auto* run : group.runs) folds.insert(run->fold), seeds.insert(run->seed);
    return {.text = fmt::format("{}", group.runs.size()),
            .note = fmt::format("{} fold{}, {} seed{}", folds.size(), folds.size() == 1 ? "" : "s",
                                seeds.size(), seeds.size() == 1 ? "" : "s"),
            .value = static_cast<double>(group.runs.size())};
}

Cell share_cell(const RunGroup& group, const std::string& cls,
                const std::function<std::int64_t(const ReportRun&)>& correct) {
    double sum = 0;
    std::int64_t found = 0, boxes = 0, runs = 0;
    for (const auto* run : group.runs) {
        const auto of_class = run->classes.find(cls);
        if (of_class == run->classes.end() || of_class->second.boxes == 0) continue;
        const auto k = correct(*run);
        sum += static_cast<double>(k) / static_cast<double>(of_class->second.boxes);
        found += k;
        boxes += of_class->second.boxes;
        ++runs;
    }
    if (runs == 0) return kNoFigure;
    return number_cell(sum / static_cast<double>(runs), 2, fmt::format("{}/{}", found, boxes));
}

std::string own_note(const std::string& method) {
    const auto grade = method_grade(method);
    if (grade.empty()) return "own";
    return grade == "control" ? "own, control" : "own, grade " + grade;
}

bool has_boxes(const RunGroup& group) {
    return std::ranges::all_of(group.runs, [](const ReportRun* run) { return !run->boxes.empty(); });
}

}  // namespace gren::report
