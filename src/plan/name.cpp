#include "src/plan/name.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "src/plan/run.h"
#include "src/plan/settings.h"

namespace gren::plan {
namespace {

std::string unusual_parts(const PlannedRun& run) {
    auto settings = unlike_preset(settings_from(run.train.configuration), run.train.preset);
    if (!run.train.preset.empty()) settings["preset"] = run.train.preset;
    // In the name already, or N says it.
    for (const auto* told : {"method", "seed", "batch-per-rank", "accumulate"}) settings.erase(told);
    std::string parts;
    for (const auto& [option, value] : settings)
        parts += fmt::format("_{}-{}", option,
                             option == "init" ? std::filesystem::path(value).stem().string() : value);
    std::ranges::replace(parts, '/', '-');
    return parts;
}

}  // namespace

void give_name(PlannedRun& run) {
    const auto& lists = run.lists;
    run.group = fmt::format("{}_{}{}_n{}", run.train.network.method, lists.participation,
                            lists.by_patient ? "" : "_by-image", run.nodes);
    for (const auto& [axis, value] : run.sharing) run.group += fmt::format("_{}-{}", axis, value);
    if (!run.hash.empty() && run.hash != "dct32-median") run.group += "_" + run.hash;
    run.group += unusual_parts(run);
    run.name = fmt::format("{}_fold{}{}_seed{}", run.group, lists.fold,
                           lists.seed == 1 ? "" : fmt::format("_split{}", lists.seed), run.train.seed);
}

}  // namespace gren::plan
