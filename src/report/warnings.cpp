#include "src/report/warnings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>

namespace gren::report {
namespace {

constexpr std::size_t kNamed = 3;  // runs that a warning names, the others are counted

std::string names_of(std::vector<std::string> runs) {
    const auto count = runs.size();
    runs.resize(std::min(count, kNamed));
    const auto more = count > kNamed ? fmt::format(" and {} more", count - kNamed) : "";
    return fmt::format("run{} {}{}", count == 1 ? "" : "s", fmt::join(runs, ", "), more);
}

}  // namespace

std::vector<std::string> report_warnings(const std::vector<ReportRun>& runs) {
    std::vector<std::pair<std::string, std::vector<std::string>>> runs_of_warning;  // by first appearance
    for (const auto& run : runs)
        for (const auto& warning : run.warnings) {
            auto found =
                std::ranges::find(runs_of_warning, warning, [](const auto& one) { return one.first; });
            if (found == runs_of_warning.end())
                found = runs_of_warning.insert(runs_of_warning.end(), {warning, {}});
            found->second.push_back(run.name);
        }
    std::vector<std::string> warnings;
    for (auto& [warning, names] : runs_of_warning)
        warnings.push_back(fmt::format("{} ({}).", warning, names_of(std::move(names))));
    return warnings;
}

}  // namespace gren::report
