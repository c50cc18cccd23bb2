#include "src/report/runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "dataio/data_error.h"
#include "src/report/metrics.h"
#include "src/report/run_files.h"
#include "src/run/run_folder.h"

namespace gren::report {
namespace {

namespace fs = std::filesystem;

bool is_run(const fs::path& folder) {
    const RunFolder run{folder};
    return fs::exists(run.config()) || fs::exists(run.metrics()) || fs::exists(run.evaluation());
}

void find_runs(const fs::path& folder, std::vector<fs::path>& found) {
    if (is_run(folder)) {
        found.push_back(folder);
        return;
    }
    std::vector<fs::path> below;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.is_directory()) below.push_back(entry.path());
    std::ranges::sort(below);
    for (const auto& one : below) find_runs(one, found);
}

// "runs/gren" is called "gren" when runs/ or runs/gren was given.
std::string name_of(const fs::path& run, const fs::path& given) {
    const auto inside = run.lexically_relative(given).generic_string();
    if (inside != ".") return inside;
    const auto last = fs::weakly_canonical(run).filename().string();
    return last;
}

std::string why_unfinished(const RunFolder& run) {
    if (fs::exists(run.model()))
        return fmt::format("trained, not evaluated; 'gren evaluate --data DIR --run {}' does it",
                           run.path.string());
    const auto steps = read_metrics(run.metrics()).size();
    return fmt::format("not trained to its end: {} steps; 'gren train ... --resume auto' goes on", steps);
}

void add(const std::string& name, const fs::path& folder, CollectedRuns& collected) {
    const RunFolder run{folder};
    if (fs::exists(run.evaluation()))
        collected.runs.push_back(read_run(name, folder));
    else
        collected.left_out.push_back({name, why_unfinished(run)});
}

}  // namespace

CollectedRuns collect_runs(const std::vector<fs::path>& folders) {
    CollectedRuns collected;
    std::set<fs::path> seen;
    std::set<std::string> names;
    for (const auto& given : folders) {
        if (!fs::is_directory(given))
            throw DataError(
                fmt::format("{}: is no folder; expected a run's folder or one of runs", given.string()));
        std::vector<fs::path> found;
        find_runs(given, found);
        if (found.empty())
            throw DataError(
                fmt::format("{}: holds no run; expected config.ini, metrics.jsonl or "
                            "evaluation.json in it or in folders below",
                            given.string()));
        for (const auto& folder : found) {
            if (!seen.insert(fs::weakly_canonical(folder)).second) continue;
            auto name = name_of(folder, given);
            if (!names.insert(name).second) names.insert(name = folder.generic_string());
            add(name, folder, collected);
        }
    }
    if (collected.runs.empty())
        throw DataError(fmt::format("{}: no run is finished; {}: {}", folders.front().string(),
                                    collected.left_out.front().name, collected.left_out.front().reason));
    std::ranges::sort(collected.runs, {}, &ReportRun::name);
    return collected;
}

}  // namespace gren::report
