#include <fmt/format.h>

#include <set>

#include "src/report/accuracy_table.h"
#include "src/report/cells.h"
#include "src/report/control_rows.h"
#include "src/report/published_figures.h"

namespace gren::report {
namespace {

// Of T(IoBB), as Wang et al. [30] report it; the others stand in accuracies.csv.
const std::set<std::string> kIobbThresholds{"0.1", "0.5"};

using Means = std::map<std::string, double> ReportRun::*;

std::vector<std::optional<double>> at(const RunGroup& group, Means means, const std::string& threshold) {
    std::vector<std::optional<double>> values;
    for (const auto* run : group.runs) {
        const auto found = (run->*means).find(threshold);
        values.push_back(found == (run->*means).end() ? std::nullopt : std::optional(found->second));
    }
    return values;
}

// The thresholds that the first run has: all have the same.
std::vector<std::string> thresholds(const ReportTableRuns& table, Means means) {
    std::vector<std::string> names;
    for (const auto& [threshold, value] : table.groups.front().runs.front()->*means)
        names.push_back(threshold);
    return names;
}

// Empty of a run without the control.
std::string found_by(const std::optional<ReportControl>& control, const std::string& cls,
                     const std::string& threshold) {
    return control ? fmt::to_string(control->correct.at(cls).at(threshold)) : "";
}

struct Column {
    std::string title;
    Means means;
    std::string threshold;
};

std::vector<Column> columns_of(const ReportTableRuns& table) {
    std::vector<Column> columns;
    for (const auto& [title, means] : {std::pair("T(IoU) = {}", &ReportRun::mean_accuracy),
                                       std::pair("T(IoBB) = {}", &ReportRun::mean_iobb_accuracy),
                                       std::pair("AP at {}", &ReportRun::mean_ap)})
        for (const auto& threshold : thresholds(table, means))
            if (means != &ReportRun::mean_iobb_accuracy || kIobbThresholds.contains(threshold))
                columns.push_back({fmt::format(fmt::runtime(title), threshold), means, threshold});
    return columns;
}

Row own_means(const RunGroup& group, const std::vector<Column>& columns) {
    Row row{.cells = {{group.label, own_note(group.method)}}};
    for (const auto& column : columns)
        row.cells.push_back(mean_cell(group, at(group, column.means, column.threshold), 3));
    std::vector<std::optional<double>> pointing;
    for (const auto* run : group.runs) pointing.push_back(run->mean_pointing);
    row.cells.push_back(mean_cell(group, pointing, 3));
    row.cells.push_back(runs_cell(group));
    return row;
}

// A control has no scores: neither AP nor a hottest cell.
Row control_means(const ControlRow& control, const std::vector<Column>& columns) {
    Row row{.cells = {{control.label, "control"}}, .kind = RowKind::control};
    for (const auto& column : columns) {
        std::vector<std::optional<double>> values;
        for (const auto* run : control.lists.runs) {
            const auto& of_run = control.of(*run);
            if (column.means == &ReportRun::mean_accuracy)
                values.emplace_back(of_run.mean_accuracy.at(column.threshold));
            else if (column.means == &ReportRun::mean_iobb_accuracy)
                values.emplace_back(of_run.mean_iobb_accuracy.at(column.threshold));
            else
                values.emplace_back(std::nullopt);
        }
        row.cells.push_back(mean_cell(control.lists, values, 3));
    }
    row.cells.insert(row.cells.end(), {kNoFigure, control.lists_cell()});
    return row;
}

Row published_means(const PublishedMeans& published, const std::vector<Column>& columns) {
    Row row{.cells = {{method_label(published.method),
                       fmt::format("{}, grade {}", published.source, method_grade(published.method))}},
            .kind = RowKind::paper};
    for (const auto& column : columns) {
        const auto& figures =
            column.means == &ReportRun::mean_accuracy ? published.accuracy : published.iobb_accuracy;
        const auto found = figures.find(column.threshold);
        row.cells.push_back(column.means == &ReportRun::mean_ap || found == figures.end()
                                ? kNoFigure
                                : number_cell(found->second, 3));
    }
    row.cells.insert(row.cells.end(), {kNoFigure, kNoFigure});
    return row;
}

}  // namespace

Table mean_table(const std::string& id, const ReportTableRuns& table) {
    const auto columns = columns_of(table);
    Table out{.id = id,
              .caption = "Mean over the classes with boxes, ± the std over folds",
              .header = {"Model"},
              .rows = {}};
    for (const auto& column : columns) out.header.push_back(column.title);
    out.header.insert(out.header.end(), {"Pointing game", "Runs"});
    std::vector<const RunGroup*> shown;
    for (const auto& published : published_means())
        if (published.participation == table.participation) {
            out.rows.push_back(published_means(published, columns));
            out.notes.push_back(
                fmt::format("{}: {}, over all 984 boxes of NIH, none of which trained, as here.",
                            method_label(published.method), published.source));
        }
    for (const auto& group : table.groups) {
        if (!has_boxes(group)) continue;
        out.rows.push_back(own_means(group, columns));
        shown.push_back(&group);
    }
    for (const auto& control : control_rows(shown)) out.rows.push_back(control_means(control, columns));
    return out;
}

std::string accuracies_csv(const std::vector<ReportRun>& runs) {
    std::string csv =
        "run,participation,fold,seed,method,nodes,class,threshold,boxes,correct,target_ceiling,ceiling,iobb_"
        "correct,random_map,mean_box\n";
    for (const auto& run : runs)
        for (const auto& name : run.class_names) {
            const auto& cls = run.classes.at(name);
            for (const auto& [threshold, correct] : cls.correct) {
                const auto iobb = cls.iobb_correct.find(threshold);
                csv += fmt::format(
                    "{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", run.name, run.participation, run.fold,
                    run.seed, run.method, run.nodes, name, threshold, cls.boxes, correct,
                    cls.target_ceiling.at(threshold), cls.ceiling.at(threshold),
                    iobb == cls.iobb_correct.end() ? "" : fmt::to_string(iobb->second),
                    found_by(run.random_map, name, threshold), found_by(run.mean_box, name, threshold));
            }
        }
    return csv;
}

}  // namespace gren::report
