#include "src/plan/state.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "dataio/data_error.h"
#include "dataio/shards/split.h"
#include "dataio/tensors/safetensors.h"
#include "src/plan/settings.h"

namespace gren::plan {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
    std::ifstream stream(file);
    if (!stream) throw DataError(fmt::format("{}: cannot be read", file.string()));
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

class Differences {
  public:
    void compare(const std::string& what, const std::string& found, const std::string& expected) {
        if (found != expected)
            sentences_.push_back(fmt::format("{} {}, the plan's is {}", what, found, expected));
    }
    void refuse(const fs::path& folder) const {
        if (!sentences_.empty())
            throw DataError(
                fmt::format("{}: holds another run than the plan's ({}); move it away or name another "
                            "--runs",
                            folder.string(), fmt::join(sentences_, "; ")));
    }

  private:
    std::vector<std::string> sentences_;
};

bool matters(const std::string& option, const PlannedRun& run) {
    const bool shares_out = option == "batch-per-rank" || option == "accumulate";
    const bool in_the_name = option == "init";  // where the file lies is none of the run's business
    return !says_how(option) && !in_the_name && (!shares_out || run.sharing.contains(option));
}

// An option that is younger than the run is one that the run did not have: the plan must not ask for it.
void compare_options(const Settings& found, const PlannedRun& run, Differences& differences) {
    const auto expected = settings_from(run.train.configuration);
    const auto asked = unusual(expected);
    for (const auto& [option, value] : expected)
        if (const auto old = found.find(option);
            matters(option, run) && (old != found.end() || asked.contains(option)))
            differences.compare(option, old == found.end() ? "not given" : old->second, value);
    for (const auto& [option, value] : found)
        if (matters(option, run) && !expected.contains(option))
            differences.compare(option, value, "not given");
}

nlohmann::json about_of(const RunFolder& folder) {
    const auto json =
        nlohmann::json::parse(text_of(folder.evaluation()), nullptr, /*allow_exceptions=*/false);
    if (!json.is_object() || !json.contains("about"))
        throw DataError(fmt::format("{}: is no evaluation; remove it, and the run is evaluated again",
                                    folder.evaluation().string()));
    return json["about"];
}

void compare_outcome(const RunFolder& folder, bool evaluated, const PlannedRun& run,
                     const RunMaterial& material, Differences& differences) {
    if (!evaluated) {
        differences.compare("data set", read_safetensors(folder.model()).metadata["dataset"],
                            material.dataset);
        return;
    }
    const auto about = about_of(folder);
    differences.compare("data set", about.value("dataset", ""), material.dataset);
    if (about.contains("nodes") && about["nodes"].is_number())
        differences.compare("nodes", about["nodes"].dump(), fmt::to_string(run.nodes));
}

}  // namespace

RunState state_of(const RunFolder& folder, const PlannedRun& run, const RunMaterial& material) {
    if (!fs::exists(folder.config())) return RunState::to_train;
    Differences differences;
    compare_options(settings_from(text_of(folder.config())), run, differences);
    differences.compare("lists", fs::exists(folder.split()) ? digest(read_split(folder.split())) : "all",
                        material.list_digest);
    const bool trained = fs::exists(folder.model()), evaluated = trained && fs::exists(folder.evaluation());
    if (trained) compare_outcome(folder, evaluated, run, material, differences);
    differences.refuse(folder.path);
    return evaluated ? RunState::finished : trained ? RunState::to_evaluate : RunState::to_train;
}

}  // namespace gren::plan
