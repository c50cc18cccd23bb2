#include "src/report/accuracy_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>

#include "src/report/cells.h"
#include "src/report/control_rows.h"
#include "src/report/published_figures.h"

namespace gren::report {
namespace {

using Counts = std::map<std::string, std::int64_t> ReportClass::*;

bool is_published(const std::string& cls) {
    return std::ranges::find(kPublishedBoxedClasses, cls) != kPublishedBoxedClasses.end();
}

// The paper's eight where the runs have boxes of one of them, then the others that have boxes.
std::vector<std::string> columns(const ReportTableRuns& table) {
    std::vector<std::string> names;
    bool published = false;
    for (const auto& group : table.groups)
        for (const auto& name : group.runs.front()->class_names) {
            if (group.runs.front()->classes.at(name).boxes == 0) continue;
            if (is_published(name))
                published = true;
            else if (std::ranges::find(names, name) == names.end())
                names.push_back(name);
        }
    if (published) names.insert(names.begin(), kPublishedBoxedClasses.begin(), kPublishedBoxedClasses.end());
    return names;
}

Cell class_cell(const RunGroup& group, const std::string& cls, const std::string& threshold, Counts counts) {
    return share_cell(group, cls,
                      [&](const ReportRun& run) { return (run.classes.at(cls).*counts).at(threshold); });
}

std::vector<std::optional<double>> mean_ceilings(const RunGroup& group, const std::string& threshold,
                                                 Counts counts) {
    std::vector<std::optional<double>> means;
    for (const auto* run : group.runs) {
        double sum = 0, counted = 0;
        for (const auto& [name, cls] : run->classes)
            if (cls.boxes > 0)
                sum += static_cast<double>((cls.*counts).at(threshold)) / static_cast<double>(cls.boxes),
                    ++counted;
        means.push_back(sum / counted);
    }
    return means;
}

Row own_row(const RunGroup& group, const std::vector<std::string>& classes, const std::string& threshold,
            const std::vector<Comparison>& comparisons) {
    Row row{.cells = {{threshold}, {group.label, own_note(group.method)}}};
    for (const auto& cls : classes)
        row.cells.push_back(class_cell(group, cls, threshold, &ReportClass::correct));
    std::vector<std::optional<double>> means;
    for (const auto* run : group.runs) means.push_back(run->mean_accuracy.at(threshold));
    auto mean = mean_cell(group, means, 3);
    for (const auto& one : comparisons)
        if (one.a == &group && one.b->method == "baseline" && one.threshold == threshold && one.matters())
            mean.note += (mean.note.empty() ? "" : ", ") + std::string("≠ B");
    row.cells.push_back(mean);
    const auto estimate = mean_accuracy_with_interval(group, std::stod(threshold));
    for (const auto& interval : {estimate.over_patients, estimate.over_runs})
        row.cells.push_back(interval ? Cell{fmt::format("{:.3f}–{:.3f}", interval->low, interval->high)}
                                     : kNoFigure);
    row.cells.push_back(runs_cell(group));
    return row;
}

Row ceiling_row(const RunGroup& group, const std::vector<std::string>& classes, const std::string& threshold,
                const std::string& name, Counts counts) {
    Row row{.cells = {{threshold}, {name}}, .kind = RowKind::ceiling};
    for (const auto& cls : classes) row.cells.push_back(class_cell(group, cls, threshold, counts));
    row.cells.push_back(mean_cell(group, mean_ceilings(group, threshold, counts), 3));
    row.cells.insert(row.cells.end(), {kNoFigure, kNoFigure, runs_cell(group)});
    return row;
}

// For each pair of grids that the rows have, of the row of them with the most runs: what a perfect learner of
// the targets reaches and, once an evaluation grid, the outer bound.
std::vector<Row> ceiling_rows(const std::vector<const RunGroup*>& groups,
                              const std::vector<std::string>& classes, const std::string& threshold) {
    std::map<std::pair<std::int64_t, std::int64_t>, const RunGroup*> of_grids;
    std::map<std::int64_t, const RunGroup*> of_eval_grid;
    for (const auto* group : groups) {
        const auto* run = group->runs.front();
        for (auto** largest : {&of_grids[{run->grid, run->eval_grid}], &of_eval_grid[run->eval_grid]})
            if (!*largest || group->runs.size() > (*largest)->runs.size()) *largest = group;
    }
    std::vector<Row> rows;
    for (const auto& [grids, group] : of_grids)
        rows.push_back(ceiling_row(
            *group, classes, threshold,
            fmt::format("Perfect learner of {0}×{0} targets, at {1}×{1}", grids.first, grids.second),
            &ReportClass::target_ceiling));
    for (const auto& [eval_grid, group] : of_eval_grid)
        rows.push_back(ceiling_row(*group, classes, threshold,
                                   fmt::format("Outer bound: best cells of {0}×{0}", eval_grid),
                                   &ReportClass::ceiling));
    return rows;
}

// Where the printed mean is not that of the row, the row's own stands below it.
std::string mean_note(const PublishedAccuracy& published) {
    double sum = 0;
    for (const double value : published.accuracy) sum += value;
    const double mean = sum / static_cast<double>(published.accuracy.size());
    return std::abs(mean - published.mean) > 0.011 ? fmt::format("row's: {:.3f}", mean) : "";
}

Row paper_row(const PublishedAccuracy& published, const std::vector<std::string>& classes) {
    Row row{.cells = {{fmt::format("{:.1f}", published.threshold)},
                      {method_label(published.method),
                       fmt::format("paper{}, grade {}", published.reproduced ? "*" : "",
                                   method_grade(published.method))}},
            .kind = RowKind::paper};
    for (std::size_t i = 0; i < classes.size(); ++i)
        row.cells.push_back(i < published.accuracy.size() ? number_cell(published.accuracy[i], 2)
                                                          : kNoFigure);
    row.cells.push_back(number_cell(published.mean, 2, mean_note(published)));
    row.cells.insert(row.cells.end(), {kNoFigure, kNoFigure, kNoFigure});
    return row;
}

void mark_best(const std::vector<Row*>& own, std::size_t first, std::size_t last) {
    if (own.size() < 2) return;
    for (auto column = first; column <= last; ++column) {
        double best = -1;
        for (const auto* row : own) best = std::max(best, row->cells[column].value.value_or(-1));
        for (auto* row : own) row->cells[column].strong = best > 0 && row->cells[column].value == best;
    }
}

// The rows of one T, the paper's and ours in the order of methods.
std::vector<Row> block(const std::string& threshold, const PaperTable& paper, const ReportTableRuns& table,
                       const std::vector<std::string>& classes, const std::vector<Comparison>& comparisons) {
    std::vector<std::pair<int, Row>> rows;
    const bool beside_paper = std::ranges::any_of(classes, is_published);
    for (const auto& published : published_accuracies())
        if (beside_paper && paper.name == published.table && std::stod(threshold) == published.threshold)
            rows.emplace_back(2 * method_rank(published.method), paper_row(published, classes));
    std::vector<const RunGroup*> shown;
    for (const auto& group : table.groups) {
        const bool belongs =
            paper.methods.empty() || std::ranges::find(paper.methods, group.method) != paper.methods.end();
        if (!belongs || !has_boxes(group)) continue;
        rows.emplace_back(2 * method_rank(group.method) + 1, own_row(group, classes, threshold, comparisons));
        shown.push_back(&group);
    }
    std::ranges::stable_sort(rows, {}, &std::pair<int, Row>::first);
    std::vector<Row> sorted;
    for (auto& [rank, row] : rows) sorted.push_back(std::move(row));
    std::vector<Row*> own;
    for (auto& row : sorted)
        if (row.kind == RowKind::own) own.push_back(&row);
    mark_best(own, 2, classes.size() + 2);
    for (const auto& row : control_rows(shown)) sorted.push_back(control_accuracies(row, classes, threshold));
    for (auto& row : ceiling_rows(shown, classes, threshold)) sorted.push_back(std::move(row));
    if (!sorted.empty()) sorted.front().starts_block = true;
    return sorted;
}

}  // namespace

Table accuracy_table(const std::string& id, const PaperTable& paper, const ReportTableRuns& table,
                     const std::vector<Comparison>& comparisons) {
    const auto classes = columns(table);
    Table out{.id = id, .caption = paper.caption, .header = {"T(IoU)", "Model"}, .rows = {}};
    out.header.insert(out.header.end(), classes.begin(), classes.end());
    out.header.insert(out.header.end(), {"Mean", "95 % over patients", "95 % over runs", "Runs"});
    for (const std::string threshold : {"0.5", "0.7"})
        for (auto& row : block(threshold, paper, table, classes, comparisons))
            out.rows.push_back(std::move(row));
    return out;
}

}  // namespace gren::report
