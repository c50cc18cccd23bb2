// A named set of values for options that nobody set: above the defaults, below all that was said.
#pragma once

#include <boost/program_options.hpp>
#include <string>
#include <vector>

namespace gren {

struct PresetRow {
    std::string option, value;
    std::string source;  // where the value is stated
    // The row holds only where this option, which no later row gives, has one of these values; empty: always.
    std::string where = {};
    std::vector<std::string> is_one_of = {};
};

struct Preset {
    std::string name;
    std::vector<PresetRow> rows;
};

std::vector<std::string> names_of(const std::vector<Preset>& presets);

// Puts the values of the preset that `values` names as "preset" into `values` where those have none yet but
// defaults. Throws UsageError of `command`: there is no such preset.
void store_preset(const std::vector<Preset>& presets, const std::string& command,
                  const boost::program_options::options_description& options,
                  boost::program_options::variables_map& values);

}  // namespace gren
