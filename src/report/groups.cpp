#include "src/report/groups.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <set>
#include <tuple>

#include "dataio/data_error.h"
#include "src/report/published_figures.h"

namespace gren::report {
namespace {

// Options that are no axis of a row: the method is its name, seeds are repeats.
const std::set<std::string> kNoAxes{"method", "seed"};

void require_equal(const ReportRun& a, const ReportRun& b, const std::string& what, const std::string& of_a,
                   const std::string& of_b) {
    if (of_a != of_b)
        throw DataError(
            fmt::format("runs {} and {}: {} with digest {} and {}; a report compares runs of the "
                        "same data set and lists: report them apart",
                        a.name, b.name, what, of_a, of_b));
}

void require_comparable(const std::vector<ReportRun>& runs) {
    std::map<std::pair<std::string, std::int64_t>, const ReportRun*> first_of_fold;
    for (const auto& run : runs) {
        require_equal(runs.front(), run, "different data sets", runs.front().dataset, run.dataset);
        const auto& first = *first_of_fold.try_emplace({run.participation, run.fold}, &run).first->second;
        const auto fold = fmt::format("of {} fold {}", run.participation, run.fold);
        require_equal(first, run, fmt::format("different test lists {}", fold), first.test_list,
                      run.test_list);
        require_equal(first, run, fmt::format("different training lists {}", fold), first.training_list,
                      run.training_list);
    }
}

std::map<std::string, std::string> axes_of(const ReportRun& run) {
    std::map<std::string, std::string> axes{{"N", std::to_string(run.nodes)},
                                            {"eval-grid", std::to_string(run.eval_grid)}};
    for (const auto& [option, value] : run.configuration)
        if (!kNoAxes.contains(option)) axes[option] = value;
    // Statistics of each rank's images: N alone does not say how many those are.
    if (const auto norm = axes.find("batch-norm"); norm != axes.end() && norm->second == "local")
        axes["ranks"] = std::to_string(run.ranks);
    if (run.test_list != run.training_list)
        axes["tested on another list"] = run.test_list.substr(0, kDigestDigits);
    return axes;
}

// Axes whose values differ: among the rows of one method, where not to have it (its default) differs too, or
// among the methods that have it.
std::set<std::string> telling_axes(const std::vector<RunGroup>& groups) {
    std::map<std::string, std::set<std::string>> values;
    for (const auto& group : groups)
        for (const auto& [axis, value] : group.axes) values[axis].insert(value);
    std::set<std::string> telling;
    for (const auto& [axis, found] : values) {
        std::map<std::string, std::set<std::string>> of_method;
        for (const auto& group : groups) {
            const auto own = group.axes.find(axis);
            of_method[group.method].insert(own == group.axes.end() ? "" : own->second);
        }
        if (found.size() > 1 ||
            std::ranges::any_of(of_method, [](const auto& one) { return one.second.size() > 1; }))
            telling.insert(axis);
    }
    return telling;
}

void label(std::vector<RunGroup>& groups) {
    const auto telling = telling_axes(groups);
    for (auto& group : groups) {
        group.label = method_label(group.method);
        for (const auto& [axis, value] : group.axes)
            if (telling.contains(axis)) group.label += fmt::format(", {} = {}", axis, value);
    }
}

// Numbers in axes sort as numbers: N = 2, 4, 16.
std::vector<std::pair<double, std::string>> sort_key(const RunGroup& group) {
    std::vector<std::pair<double, std::string>> key;
    for (const auto& [axis, value] : group.axes) key.emplace_back(std::strtod(value.c_str(), nullptr), value);
    return key;
}

}  // namespace

std::vector<ReportTableRuns> grouped(const std::vector<ReportRun>& runs) {
    require_comparable(runs);
    std::map<std::string, std::map<std::pair<std::string, std::map<std::string, std::string>>, RunGroup>> all;
    for (const auto& run : runs) {
        auto axes = axes_of(run);
        auto& group = all[run.participation][{run.method, axes}];
        group.method = run.method;
        group.nodes = run.nodes;
        group.axes = std::move(axes);
        group.runs.push_back(&run);
    }
    std::vector<ReportTableRuns> tables;
    for (auto& [participation, groups] : all) {
        tables.push_back({participation, {}});
        for (auto& [key, group] : groups) {
            std::ranges::sort(group.runs, {}, [](const ReportRun* run) {
                return std::tuple(run->fold, run->seed, run->name);
            });
            tables.back().groups.push_back(std::move(group));
        }
        label(tables.back().groups);
        std::ranges::stable_sort(tables.back().groups, {}, [](const RunGroup& group) {
            return std::tuple(method_rank(group.method), group.method, sort_key(group));
        });
    }
    return tables;
}

int differing_axes(const RunGroup& a, const RunGroup& b) {
    std::set<std::string> names;
    for (const auto* axes : {&a.axes, &b.axes})
        for (const auto& [axis, value] : *axes) names.insert(axis);
    return static_cast<int>(std::ranges::count_if(names, [&](const std::string& axis) {
        const auto in_a = a.axes.find(axis), in_b = b.axes.find(axis);
        return in_a == a.axes.end() || in_b == b.axes.end() || in_a->second != in_b->second;
    }));
}

}  // namespace gren::report
