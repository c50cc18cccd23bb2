#include "src/run/environment_options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <iostream>
#include <string_view>
#include <vector>

#include "src/run/first_rank.h"
#include "src/run/usage_error.h"

namespace gren {
namespace {

namespace po = boost::program_options;

// What asks for words and not for work belongs to a command line, and GREN_RANKS to launch/train.
bool is_taken(const std::string& option) {
    return option == "help" || option == "print-config" || option == "ranks";
}

}  // namespace

std::string environment_name(const std::string& option) {
    std::string name = "GREN_" + option;
    std::ranges::transform(name, name.begin(),
                           [](unsigned char c) { return c == '-' ? '_' : std::toupper(c); });
    return name;
}

void store_environment(const po::options_description& options, po::variables_map& values) {
    std::vector<std::string> taken;
    for (const auto& option : options.options()) {
        const auto& name = option->long_name();
        const auto variable = environment_name(name);
        const char* value = std::getenv(variable.c_str());
        const auto found = values.find(name);
        const bool is_given = found != values.end() && !found->second.defaulted();
        if (value == nullptr || is_given || is_taken(name)) continue;
        po::parsed_options parsed(&options);
        parsed.options.emplace_back(name, std::vector<std::string>{value});
        try {
            po::store(parsed, values);
        } catch (const po::error_with_option_name&) {
            throw UsageError(
                fmt::format("{}: option '--{}' cannot take the value '{:.60}'; unset it or give it another",
                            variable, name, value));
        }
        taken.push_back(fmt::format("{}={}", variable, value));
    }
    if (!taken.empty() && is_first_rank())
        std::cerr << fmt::format("gren: from the environment: {}\n", fmt::join(taken, ", "));
}

}  // namespace gren
