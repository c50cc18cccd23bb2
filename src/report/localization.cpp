// The section of a participation: Tables I-IV, means at all thresholds, differences.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "src/report/accuracy_table.h"
#include "src/report/cells.h"
#include "src/report/sections.h"

namespace gren::report {
namespace {

struct Setting {
    const char *participation, *table, *words;
};
constexpr Setting kSettings[]{
    {"0.5_0.8", "I", "50 % of the unannotated and 80 % of the annotated images train"},
    {"1.0_0.0", "II", "unannotated images alone train"},
    {"1.0_0.4", "III", "all unannotated and 40 % of the annotated images train"},
};

const Setting* setting_of(const std::string& participation) {
    const auto* found = std::ranges::find_if(
        kSettings, [&](const Setting& one) { return participation == one.participation; });
    return found == std::end(kSettings) ? nullptr : found;
}

bool has_method(const ReportTableRuns& table, const std::string& method) {
    return std::ranges::any_of(table.groups, [&](const RunGroup& group) { return group.method == method; });
}

std::string overlap(const ReportTableRuns& table) {
    std::set<std::string> found;
    for (const auto& group : table.groups)
        for (const auto* run : group.runs)
            found.insert(run->patients_on_both_sides
                             ? fmt::format("{} in fold {} (split by {})", *run->patients_on_both_sides,
                                           run->fold, run->split_by.empty() ? "no list" : run->split_by)
                             : fmt::format("unknown in fold {}", run->fold));
    return fmt::format("Patients both in training and in test: {}.", fmt::join(found, "; "));
}

std::vector<std::string> notes(const ReportTableRuns& table, const Setting* setting) {
    std::vector<std::string> all{
        fmt::format(
            "Own rows: the share of boxes with IoU > T per class, mean over runs, and below it boxes "
            "found of boxes tested in all runs. ±: sample std over folds (over seeds where there "
            "is one fold). Over patients: 95 %, {} samples of patients with replacement. Over runs: 95 %, "
            "Student's, over folds (over seeds where there is one fold); folds share training images, so "
            "that it is too narrow still. Trust the wider of the two. Bold: best of the own rows. ≠ B: "
            "differs from the baseline by the test below.",
            kBootstrapSamples),
        "Perfect learner: a network that answers each training target, a cell that overlaps a box in any "
        "part, without a fault, its maps resized as all are; what training on boxes aims at. Outer bound: "
        "the best choice of whole cells, which no region exceeds.",
        overlap(table)};
    if (!setting) return all;
    all.push_back(
        "Paper's rows: as printed, on NIH ChestX-ray14. They compare with own rows only where the data set "
        "is "
        "that one and the lists are the paper's, which were not published. Grade: how surely a system can be "
        "built from what is published, A exactly, B its core, C from abstracts. *: run again by the paper's "
        "authors.");
    if (std::string(setting->table) == "I")
        all.push_back(
            "The paper's Tables I and IV state means of five folds, but all values of its own rows are k of "
            "41, 28, "
            "25, 25, 19, 14, 24, 20: one fold of 196 boxes, whose mean has a standard error of about 0.037.");
    return all;
}

}  // namespace

std::optional<Section> localization_section(const ReportTableRuns& table) {
    if (std::ranges::none_of(table.groups, has_boxes)) return std::nullopt;
    const auto* setting = setting_of(table.participation);
    const auto name = [&](const char* part) { return fmt::format("{}_{}", part, table.participation); };
    const auto compared = comparisons(table);
    Section section{.id = name("localization"),
                    .title = setting ? fmt::format("Localization, participation {} (Table {})",
                                                   table.participation, setting->table)
                                     : fmt::format("Localization, participation {}", table.participation),
                    .blocks = {}};
    auto accuracy = accuracy_table(
        name("accuracy"),
        {.name = setting ? setting->table : "",
         .caption = setting ? fmt::format("Table {}: accuracy at T(IoU), {} ({})", setting->table,
                                          setting->words, table.participation)
                            : fmt::format("Accuracy at T(IoU), participation {}", table.participation),
         .methods = {}},
        table, compared);
    accuracy.notes = notes(table, setting);
    section.blocks.emplace_back(std::move(accuracy));
    if (setting && std::string(setting->table) == "I" && has_method(table, "attention"))
        section.blocks.emplace_back(accuracy_table(name("attention"),
                                                   {.name = "IV",
                                                    .caption = "Table IV: against attention (0.5_0.8)",
                                                    .methods = {"baseline", "attention", "gren"}},
                                                   table, compared));
    section.blocks.emplace_back(mean_table(name("means"), table));
    if (!compared.empty()) section.blocks.emplace_back(difference_table(name("differences"), compared));
    return section;
}

}  // namespace gren::report
