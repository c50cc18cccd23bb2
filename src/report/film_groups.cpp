// By sex, age band, view and site: T(IoU) and AUC of the films of each, with how many there are.
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "src/report/cells.h"
#include "src/report/sections.h"

namespace gren::report {
namespace {

using GroupInterval = std::optional<std::array<double, 2>>;

// The group of each run; null where it has none of that name.
std::vector<const ReportFilmGroup*> same_group(const RunGroup& runs, const ReportFilmGroup& wanted) {
    std::vector<const ReportFilmGroup*> same;
    for (const auto* run : runs.runs) {
        const auto found = std::ranges::find_if(run->film_groups, [&](const ReportFilmGroup& one) {
            return one.trait == wanted.trait && one.name == wanted.name;
        });
        same.push_back(found == run->film_groups.end() ? nullptr : &*found);
    }
    return same;
}

// Of every run of a row, each once: by trait in the order of the files, names in order, "unknown" last.
std::vector<const ReportFilmGroup*> all_groups(const RunGroup& runs) {
    std::vector<std::string> traits;
    std::vector<const ReportFilmGroup*> all;
    for (const auto* run : runs.runs)
        for (const auto& group : run->film_groups) {
            if (std::ranges::find(traits, group.trait) == traits.end()) traits.push_back(group.trait);
            if (std::ranges::none_of(all, [&](const ReportFilmGroup* one) {
                    return one->trait == group.trait && one->name == group.name;
                }))
                all.push_back(&group);
        }
    std::ranges::stable_sort(all, {}, [&](const ReportFilmGroup* one) {
        return std::tuple(std::ranges::find(traits, one->trait) - traits.begin(), one->name == "unknown",
                          one->name);
    });
    return all;
}

// How many there are in all runs together, marked where a run's figures are chance.
Cell count_cell(const std::vector<const ReportFilmGroup*>& groups, std::int64_t ReportFilmGroup::*count,
                bool ReportFilmGroup::*few) {
    std::int64_t sum = 0;
    bool chance = false;
    for (const auto* group : groups)
        if (group) sum += group->*count, chance |= few && group->*few;
    return {.text = fmt::format("{}", sum), .note = chance ? "few" : "", .value = static_cast<double>(sum)};
}

// The mean over runs, ± their std; of a single run its interval over patients.
template <class Value, class Limits>
Cell figure_cell(const RunGroup& runs, const std::vector<const ReportFilmGroup*>& groups, Value&& value,
                 Limits&& limits) {
    std::vector<std::optional<double>> values;
    for (const auto* group : groups) values.push_back(group ? value(*group) : std::nullopt);
    auto cell = mean_cell(runs, values, 3);
    if (runs.runs.size() > 1 || !groups.front()) return cell;
    if (const GroupInterval interval = limits(*groups.front()); interval)
        cell.note = fmt::format("{:.2f}…{:.2f}", (*interval)[0], (*interval)[1]);
    return cell;
}

Row group_row(const RunGroup& runs, const ReportFilmGroup& wanted) {
    const auto groups = same_group(runs, wanted);
    Row row{.cells = {{runs.label, own_note(runs.method)},
                      {wanted.trait},
                      {wanted.name},
                      count_cell(groups, &ReportFilmGroup::images, nullptr),
                      count_cell(groups, &ReportFilmGroup::patients, &ReportFilmGroup::few_patients),
                      count_cell(groups, &ReportFilmGroup::boxes, &ReportFilmGroup::few_boxes)}};
    for (const std::string threshold : {"0.5", "0.7"})
        row.cells.push_back(figure_cell(
            runs, groups,
            [&](const ReportFilmGroup& one) {
                const auto found = one.mean_accuracy.find(threshold);
                return found == one.mean_accuracy.end() ? std::nullopt : std::optional(found->second);
            },
            [&](const ReportFilmGroup& one) {
                const auto found = one.mean_accuracy_interval.find(threshold);
                return found == one.mean_accuracy_interval.end() ? GroupInterval()
                                                                 : GroupInterval(found->second);
            }));
    row.cells.push_back(figure_cell(
        runs, groups, [](const ReportFilmGroup& one) { return one.mean_auc; },
        [](const ReportFilmGroup& one) { return one.mean_auc_interval; }));
    row.cells.push_back(runs_cell(runs));
    return row;
}

}  // namespace

std::optional<Section> film_group_section(const std::vector<ReportTableRuns>& tables) {
    Section section{.id = "film_groups", .title = "By sex, age, view and site", .blocks = {}};
    for (const auto& table : tables) {
        Table out{
            .id = "film_groups_" + table.participation,
            .caption = fmt::format("By group of films, participation {}", table.participation),
            .header = {"Model", "Trait", "Group", "Images", "Patients", "Boxes", "T(IoU) = 0.5",
                       "T(IoU) = 0.7", "AUC", "Runs"},
            .rows = {},
            .notes = {"Images, patients and boxes of all runs of a row together; figures are means over "
                      "the classes that have them in the group, so two groups may be of other classes. "
                      "Below a figure ± the std over runs, of a single run its interval over patients. "
                      "Few: under 30 patients or boxes in a run; figures of so few are chance."}};
        for (const auto& runs : table.groups)
            for (const auto* group : all_groups(runs)) {
                out.rows.push_back(group_row(runs, *group));
                out.rows.back().starts_block =
                    out.rows.size() > 1 && out.rows[out.rows.size() - 2].cells[1].text != group->trait;
            }
        if (!out.rows.empty()) section.blocks.emplace_back(std::move(out));
    }
    return section.blocks.empty() ? std::nullopt : std::optional(section);
}

}  // namespace gren::report
