#include "src/report/control_rows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "src/report/cells.h"

namespace gren::report {
namespace {

constexpr std::size_t kRunsNamed = 3;

}  // namespace

Cell ControlRow::lists_cell() const {
    return {.text = "–",
            .note = fmt::format("{} fold{}", lists.runs.size(), lists.runs.size() == 1 ? "" : "s")};
}

std::vector<ControlRow> control_rows(const std::vector<const RunGroup*>& groups) {
    std::vector<ControlRow> rows;
    for (const auto& [name, control] : {std::pair("Random map", &ReportRun::random_map),
                                        std::pair("Mean box of the training list", &ReportRun::mean_box)}) {
        std::map<std::int64_t, std::map<std::int64_t, const ReportRun*>> of_grid_and_fold;
        for (const auto* group : groups)
            for (const auto* run : group->runs)
                if (run->*control) of_grid_and_fold[run->eval_grid].try_emplace(run->fold, run);
        for (const auto& [grid, folds] : of_grid_and_fold) {
            auto& row = rows.emplace_back(
                ControlRow{fmt::format("{0}, at {1}×{1}", name, grid), control, RunGroup{}});
            for (const auto& [fold, run] : folds) row.lists.runs.push_back(run);
        }
    }
    return rows;
}

Row control_accuracies(const ControlRow& row, const std::vector<std::string>& classes,
                       const std::string& threshold) {
    Row out{.cells = {{threshold}, {row.label, "control"}}, .kind = RowKind::control};
    for (const auto& cls : classes)
        out.cells.push_back(share_cell(
            row.lists, cls, [&](const ReportRun& run) { return row.of(run).correct.at(cls).at(threshold); }));
    std::vector<std::optional<double>> means;
    for (const auto* run : row.lists.runs) means.push_back(row.of(*run).mean_accuracy.at(threshold));
    out.cells.push_back(mean_cell(row.lists, means, 3));
    out.cells.insert(out.cells.end(), {kNoFigure, kNoFigure, row.lists_cell()});
    return out;
}

std::vector<std::string> control_notes(const std::vector<const RunGroup*>& groups) {
    std::set<std::string> reasons;
    std::vector<std::string> without;
    for (const auto* group : groups)
        for (const auto* run : group->runs) {
            if (!run->random_map) without.push_back(run->name);
            if (!run->without_mean_box.empty()) reasons.insert(run->without_mean_box);
        }
    std::vector<std::string> notes;
    if (!control_rows(groups).empty())
        notes.push_back(
            "Controls, which no network drew. Random map: uniform noise of 8×8 cells for each image and "
            "class, "
            "resized bilinearly, its region the cells above 0.5; in the literature, cut in another way, a "
            "random map finds .29, .17, .10, .05, .03 of NIH's 984 boxes at T(IoU) = 0.1 ... 0.5 "
            "(arXiv 2512.16700). Mean box: of the class's boxes in training, in the same place of every "
            "image; "
            "a class without boxes in training finds nothing.");
    for (const auto& reason : reasons) notes.push_back(fmt::format("No mean box: {}.", reason));
    if (without.empty()) return notes;
    const auto more =
        without.size() > kRunsNamed ? fmt::format(" and {} more", without.size() - kRunsNamed) : "";
    without.resize(std::min(without.size(), kRunsNamed));
    notes.push_back(fmt::format(
        "Without controls, being evaluated by an older gren: {}{}; gren evaluate again adds them.",
        fmt::join(without, ", "), more));
    return notes;
}

}  // namespace gren::report
