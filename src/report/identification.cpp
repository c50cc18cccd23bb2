// Table V: AUC per class, per cent, the paper's rows and ours.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "src/report/cells.h"
#include "src/report/published_figures.h"
#include "src/report/sections.h"

namespace gren::report {
namespace {

std::vector<std::string> auc_columns(const ReportTableRuns& table) {
    std::vector<std::string> names;
    for (const auto& group : table.groups)
        for (const auto& name : group.runs.front()->class_names)
            if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    return names;
}

std::optional<double> percent(const std::optional<double>& auc) {
    return auc ? std::optional(100 * *auc) : std::nullopt;
}

Row own_auc_row(const RunGroup& group, const std::vector<std::string>& classes) {
    Row row{.cells = {{group.label, own_note(group.method)}}};
    for (const auto& name : classes) {
        std::vector<std::optional<double>> values;
        for (const auto* run : group.runs) {
            const auto found = run->classes.find(name);
            values.push_back(found == run->classes.end() ? std::nullopt : percent(found->second.auc));
        }
        row.cells.push_back(mean_cell(group, values, 2));
    }
    std::vector<std::optional<double>> means;
    for (const auto* run : group.runs) means.push_back(percent(run->mean_auc));
    row.cells.push_back(mean_cell(group, means, 2));
    row.cells.push_back(runs_cell(group));
    return row;
}

Row paper_auc_row(const PublishedAuc& published, const std::vector<std::string>& classes) {
    Row row{.cells = {{method_label(published.method),
                       fmt::format("paper, grade {}", method_grade(published.method))}},
            .kind = RowKind::paper};
    for (const auto& name : classes) {
        const auto* found = std::ranges::find(kPublishedClasses, name);
        row.cells.push_back(
            found == kPublishedClasses.end()
                ? kNoFigure
                : number_cell(published.auc[static_cast<std::size_t>(found - kPublishedClasses.begin())], 2));
    }
    double sum = 0;
    for (const double auc : published.auc) sum += auc;
    const double mean = sum / static_cast<double>(published.auc.size());
    row.cells.push_back(
        number_cell(published.mean, 2,
                    std::abs(mean - published.mean) > 0.011 ? fmt::format("row's: {:.2f}", mean) : ""));
    row.cells.push_back(kNoFigure);
    return row;
}

bool has_auc(const RunGroup& group) {
    return std::ranges::any_of(group.runs, [](const ReportRun* run) { return run->mean_auc.has_value(); });
}

// The paper trains on 70 % and tests on 20 % of all images.
bool as_the_paper(const ReportTableRuns& table) {
    return table.participation == "70_10_20" || table.participation == "official";
}

Table auc_table(const ReportTableRuns& table) {
    const auto classes = auc_columns(table);
    const bool beside_paper = as_the_paper(table);
    Table out{.id = "auc_" + table.participation,
              .caption = fmt::format("{}AUC per class, per cent, participation {}",
                                     beside_paper ? "Table V: " : "", table.participation),
              .header = {"Model"},
              .rows = {}};
    out.header.insert(out.header.end(), classes.begin(), classes.end());
    out.header.insert(out.header.end(), {"Mean", "Runs"});
    std::vector<std::pair<int, Row>> rows;
    if (beside_paper)
        for (const auto& published : published_aucs())
            rows.emplace_back(2 * method_rank(published.method), paper_auc_row(published, classes));
    for (const auto& group : table.groups)
        if (has_auc(group)) rows.emplace_back(2 * method_rank(group.method) + 1, own_auc_row(group, classes));
    std::ranges::stable_sort(rows, {}, &std::pair<int, Row>::first);
    for (auto& [rank, row] : rows) out.rows.push_back(std::move(row));
    out.notes = {
        "Score of an image and class: 1 − Π(1 − p) over the training grid's cells. A class that is present "
        "in "
        "all or in none of the tested images has no AUC."};
    if (!beside_paper && table.participation != "all")
        out.notes.emplace_back(
            "The tested images of this participation are chosen for their boxes: these AUCs do not compare "
            "with "
            "those of a random fifth of all images (Table V).");
    return out;
}

}  // namespace

std::optional<Section> identification_section(const std::vector<ReportTableRuns>& tables) {
    Section section{.id = "identification", .title = "Identification (Table V)", .blocks = {}};
    for (const auto& table : tables)
        if (std::ranges::any_of(table.groups, has_auc)) section.blocks.emplace_back(auc_table(table));
    return section.blocks.empty() ? std::nullopt : std::optional(section);
}

}  // namespace gren::report
