#include "src/plan/settings.h"

#include <map>
#include <set>
#include <sstream>

#include "src/run/arguments.h"
#include "src/training/train_option_table.h"
#include "src/training/train_options.h"

namespace gren::plan {
namespace {

// Of a run that is told `options` alone; each is parsed once.
const Settings& settings_of(const Arguments& options) {
    static std::map<Arguments, Settings> known;
    auto& settings = known[options];
    if (settings.empty()) {
        Arguments all{"--data", "DATA", "--run", "RUN"};
        all.insert(all.end(), options.begin(), options.end());
        settings = settings_from(parse_train_options(all)->configuration);
    }
    return settings;
}

Settings difference(const Settings& settings, const Settings& usual) {
    Settings left;
    for (const auto& [option, value] : settings)
        if (const auto found = usual.find(option);
            !says_how(option) && (found == usual.end() || found->second != value))
            left[option] = value;
    return left;
}

}  // namespace

Settings settings_from(const std::string& configuration) {
    Settings settings;
    std::istringstream lines(configuration);
    for (std::string line; std::getline(lines, line);)
        if (const auto equals = line.find(" = "); equals != std::string::npos)
            settings[line.substr(0, equals)] = line.substr(equals + 3);
    return settings;
}

bool says_how(const std::string& option) {
    // Where a run starts and ends and how N is shared out do not shape a run that goes on, but make another.
    static const std::set<std::string> makes_another{
        "init", "max-steps", "graph-path", "batch-per-rank", "accumulate", "non-finite", "skip-limit"};
    return !train_option_table().shapes_the_result(option) && !makes_another.contains(option);
}

Settings unusual(const Settings& settings) {
    return difference(settings, settings_of({}));
}

Settings unlike_preset(const Settings& settings, const std::string& preset) {
    if (preset.empty()) return unusual(settings);
    return difference(settings, settings_of({"--preset", preset, "--method", settings.at("method")}));
}

}  // namespace gren::plan
