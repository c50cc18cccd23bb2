#include "src/run/preset.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "src/run/nearest_option.h"
#include "src/run/usage_error.h"

namespace gren {
namespace {

namespace po = boost::program_options;

bool holds(const PresetRow& row, const po::variables_map& values) {
    return row.where.empty() ||
           std::ranges::find(row.is_one_of, values[row.where].as<std::string>()) != row.is_one_of.end();
}

}  // namespace

std::vector<std::string> names_of(const std::vector<Preset>& presets) {
    std::vector<std::string> names;
    for (const auto& preset : presets) names.push_back(preset.name);
    return names;
}

void store_preset(const std::vector<Preset>& presets, const std::string& command,
                  const po::options_description& options, po::variables_map& values) {
    const auto name = values["preset"].as<std::string>();
    const auto preset = std::ranges::find(presets, name, &Preset::name);
    const auto names = names_of(presets);
    OptionCheck{command.c_str()}(preset != presets.end(), "preset", name,
                                 fmt::format("one of the presets: {}{}", fmt::join(names, ", "),
                                             did_you_mean(nearest_word(names, name), "; ")));
    // One by one, since a row may ask what an earlier one gave.
    for (const auto& row : preset->rows) {
        if (!holds(row, values)) continue;
        po::parsed_options parsed(&options);
        parsed.options.emplace_back(row.option, std::vector{row.value});
        po::store(parsed, values);
    }
}

}  // namespace gren
