#include <fmt/format.h>

#include <set>

#include "src/report/accuracy_table.h"
#include "src/report/cells.h"

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

}  // namespace

Table mean_table(const std::string& id, const ReportTableRuns& table) {
    struct Column {
        std::string title;
        Means means;
        std::string threshold;
    };
    std::vector<Column> columns;
    for (const auto& [title, means] : {std::pair("T(IoU) = {}", &ReportRun::mean_accuracy),
                                       std::pair("T(IoBB) = {}", &ReportRun::mean_iobb_accuracy),
                                       std::pair("AP at {}", &ReportRun::mean_ap)})
        for (const auto& threshold : thresholds(table, means))
            if (means != &ReportRun::mean_iobb_accuracy || kIobbThresholds.contains(threshold))
                columns.push_back({fmt::format(fmt::runtime(title), threshold), means, threshold});
    Table out{.id = id,
              .caption = "Mean over the classes with boxes, ± the std over folds",
              .header = {"Model"},
              .rows = {}};
    for (const auto& column : columns) out.header.push_back(column.title);
    out.header.insert(out.header.end(), {"Pointing game", "Runs"});
    for (const auto& group : table.groups) {
        if (!has_boxes(group)) continue;
        Row row{.cells = {{group.label}}};
        for (const auto& column : columns)
            row.cells.push_back(mean_cell(group, at(group, column.means, column.threshold), 3));
        std::vector<std::optional<double>> pointing;
        for (const auto* run : group.runs) pointing.push_back(run->mean_pointing);
        row.cells.push_back(mean_cell(group, pointing, 3));
        row.cells.push_back(runs_cell(group));
        out.rows.push_back(std::move(row));
    }
    return out;
}

std::string accuracies_csv(const std::vector<ReportRun>& runs) {
    std::string csv =
        "run,participation,fold,seed,method,nodes,class,threshold,boxes,correct,target_ceiling,ceiling,iobb_"
        "correct\n";
    for (const auto& run : runs)
        for (const auto& name : run.class_names) {
            const auto& cls = run.classes.at(name);
            for (const auto& [threshold, correct] : cls.correct) {
                const auto iobb = cls.iobb_correct.find(threshold);
                csv += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{}\n", run.name, run.participation,
                                   run.fold, run.seed, run.method, run.nodes, name, threshold, cls.boxes,
                                   correct, cls.target_ceiling.at(threshold), cls.ceiling.at(threshold),
                                   iobb == cls.iobb_correct.end() ? "" : fmt::to_string(iobb->second));
            }
        }
    return csv;
}

}  // namespace gren::report
