// The section of a participation: Tables I-IV, means at all thresholds, differences.
#include <fmt/format.h>

#include <algorithm>

#include "src/report/accuracy_table.h"
#include "src/report/cells.h"
#include "src/report/sections.h"
#include "src/report/table_notes.h"

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

}  // namespace

std::optional<Section> localization_section(const ReportTableRuns& table,
                                            const std::vector<Comparison>& compared) {
    if (std::ranges::none_of(table.groups, has_boxes)) return std::nullopt;
    const auto* setting = setting_of(table.participation);
    const auto name = [&](const char* part) { return fmt::format("{}_{}", part, table.participation); };
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
    accuracy.notes = accuracy_notes(table, setting ? setting->table : "");
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
