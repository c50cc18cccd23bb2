#include "dataio/importers/chosen_views.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "dataio/data_error.h"

namespace gren {

void keep_views(Archive& archive, const std::vector<std::string>& views) {
    if (views.empty()) return;
    for (const std::string& view : views)
        if (std::ranges::find(archive.radiographs, view, &Radiograph::view) == archive.radiographs.end())
            archive.report.notes.push_back(fmt::format("--views: no image has the view {}.", view));
    std::map<std::string, std::int64_t> left_out;
    std::erase_if(archive.radiographs, [&](const Radiograph& radiograph) {
        const bool is_other = std::ranges::find(views, radiograph.view) == views.end();
        if (is_other) ++left_out[radiograph.view.empty() ? "unknown" : radiograph.view];
        return is_other;
    });
    std::vector<std::string> counts;
    for (const auto& [view, count] : left_out) counts.push_back(fmt::format("{} {}", view, count));
    if (archive.radiographs.empty())
        throw DataError(fmt::format("--views {}: no image has such a view; found {}", fmt::join(views, ","),
                                    fmt::join(counts, ", ")));
    archive.report.notes.push_back(
        fmt::format("--views {}: left out {}.", fmt::join(views, ","),
                    counts.empty() ? "none" : fmt::format("{}", fmt::join(counts, ", "))));
}

}  // namespace gren
