// The effective options of a run of `gren train`, by name: what makes it this run and no other.
#pragma once

#include <map>
#include <string>

namespace gren::plan {

using Settings = std::map<std::string, std::string>;

// From lines "option = value" (config.ini).
Settings settings_from(const std::string& configuration);

// Where things are and how fast they go: runs that differ in such options alone are the same run.
bool says_how(const std::string& option);

// Those of `settings` that do not say how and are not what gren train would take by itself.
Settings unusual(const Settings& settings);
// Those that do not say how and are not what `preset` sets for their method. No preset: unusual(settings).
Settings unlike_preset(const Settings& settings, const std::string& preset);

}  // namespace gren::plan
