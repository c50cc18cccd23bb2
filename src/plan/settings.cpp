#include "src/plan/settings.h"

#include <set>
#include <sstream>

#include "src/training/train_option_table.h"
#include "src/training/train_options.h"

namespace gren::plan {

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
    static const auto usual =
        settings_from(parse_train_options({"--data", "DATA", "--run", "RUN"})->configuration);
    Settings left;
    for (const auto& [option, value] : settings)
        if (const auto found = usual.find(option);
            !says_how(option) && (found == usual.end() || found->second != value))
            left[option] = value;
    return left;
}

}  // namespace gren::plan
