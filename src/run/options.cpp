#include "src/run/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iostream>
#include <map>
#include <numeric>
#include <set>

#include "dataio/text_file.h"
#include "src/run/config_file.h"
#include "src/run/environment_options.h"
#include "src/run/nearest_option.h"
#include "src/run/usage_error.h"

namespace gren {
namespace {

constexpr unsigned kLineLength = 110, kDescriptionLength = 60;

std::string bare_name(const std::string& given) {
    const auto start = given.find_first_not_of('-');
    return start == std::string::npos ? given : given.substr(start, given.find('=') - start);
}

std::string value_text(const boost::any& value) {
    if (const auto* text = boost::any_cast<std::string>(&value)) return *text;
    if (const auto* number = boost::any_cast<int>(&value)) return fmt::to_string(*number);
    if (const auto* number = boost::any_cast<std::int64_t>(&value)) return fmt::to_string(*number);
    if (const auto* number = boost::any_cast<std::uint64_t>(&value)) return fmt::to_string(*number);
    if (const auto* number = boost::any_cast<double>(&value)) return fmt::format("{}", *number);
    if (const auto* flag = boost::any_cast<bool>(&value)) return *flag ? "true" : "false";
    throw std::logic_error("an option's type has no text form");
}

// Boost's own, but not where a word of the command line holds a percent sign: Boost fills its sentences in
// between such signs, and never ends where a value holds "%value%".
std::string sentence_of(const po::error& error, const std::vector<std::string>& arguments) {
    const auto* named = dynamic_cast<const po::error_with_option_name*>(&error);
    const bool has_percent = std::any_of(arguments.begin(), arguments.end(), [](const std::string& word) {
        return word.find('%') != std::string::npos;
    });
    if (named == nullptr || !has_percent) return error.what();
    return fmt::format("option '--{}' cannot take its value", bare_name(named->get_option_name()));
}

void print_help(const CommandHelp& help, const po::options_description& options) {
    std::cout << "Usage: " << help.usage << "\n\n"
              << help.summary << "\n\nExample:\n  " << help.example << "\n"
              << options;
}

std::set<std::string> given_names(const po::variables_map& values) {
    std::set<std::string> names;
    for (const auto& [name, value] : values)
        if (!value.defaulted()) names.insert(name);
    return names;
}

// Where each value was found; what has no line there is a default.
using Origins = std::map<std::string, std::string>;

Origins store(const std::vector<std::string>& arguments, const po::options_description& options,
              const po::positional_options_description& positional, const std::vector<Preset>& presets,
              const std::string& command, po::variables_map& values) {
    namespace style = po::command_line_style;
    Origins origins;
    const auto came_from = [&](const auto& origin) {
        for (const auto& name : given_names(values)) origins.emplace(name, origin(name));
    };
    po::store(po::command_line_parser(arguments)
                  .options(options)
                  .positional(positional)
                  .style(style::unix_style & ~style::allow_guessing)
                  .run(),
              values);
    came_from([](const std::string&) { return "command line"; });
    store_environment(options, values);
    came_from(environment_name);
    if (values.count("config") != 0) {
        const auto file = values["config"].as<std::string>();
        store_config_file(file, options, values);
        came_from([&](const std::string&) { return file; });
    }
    if (values.count("preset") != 0 && !presets.empty()) {
        store_preset(presets, command, options, values);
        came_from([&](const std::string&) { return "preset " + values["preset"].as<std::string>(); });
    }
    return origins;
}

// A --config file of what would be used, each line with where that is from.
void print_configuration(const po::options_description& options, const po::variables_map& values,
                         const Origins& origins) {
    for (const auto& line : lines_with_text(effective_configuration(options, values))) {
        const auto origin = origins.find(line.text.substr(0, line.text.find(' ')));
        std::cout << fmt::format("{:<48} # {}\n", line.text,
                                 origin == origins.end() ? "default" : origin->second);
    }
}

}  // namespace

po::options_description general_options() {
    auto general = option_group("General");
    general.add_options()  //
        ("config", po::value<std::string>()->value_name("FILE"),
         "File of options, one a line, as 'option = value'. The command line and the environment "
         "(GREN_OPTION=value) win over it.")  //
        ("print-config",
         "Prints the options as they would be used, as a --config file that says where each is from, "
         "and exits.")  //
        ("help,h", "Prints this and exits.");
    return general;
}

std::string command_of(const std::string& usage) {
    const auto end =
        std::find_if(usage.begin(), usage.end(), [](char c) { return c == '-' || (c >= 'A' && c <= 'Z'); });
    return std::string(trimmed({usage.begin(), end}));
}

po::options_description option_group(const std::string& title) {
    return po::options_description(title, kLineLength, kDescriptionLength);
}

bool parse_options(const std::vector<std::string>& arguments, const CommandHelp& help,
                   const po::options_description& own_options, po::variables_map& values,
                   const po::positional_options_description& positional, const std::vector<Preset>& presets) {
    const auto command = command_of(help.usage);
    po::options_description options(kLineLength, kDescriptionLength);
    options.add(own_options).add(general_options());
    try {
        const auto origins = store(arguments, options, positional, presets, command, values);
        if (values.count("help") != 0) {
            print_help(help, options);
            return false;
        }
        if (values.count("print-config") != 0) {
            print_configuration(own_options, values, origins);
            return false;
        }
        po::notify(values);
    } catch (const po::unknown_option& error) {
        const auto name = bare_name(error.get_option_name());
        const auto near = nearest_option(options, name);
        throw UsageError(fmt::format("{}: unknown option '--{}'{}; '{} --help' lists the options", command,
                                     name, did_you_mean(near.empty() ? "" : "--" + near), command));
    } catch (const po::error& error) {
        throw UsageError(fmt::format("{}: {}; '{} --help' lists the options", command,
                                     sentence_of(error, arguments), command));
    }
    return true;
}

std::string effective_configuration(const po::options_description& options, const po::variables_map& values) {
    std::vector<std::string> lines;
    for (const auto& option : options.options()) {
        const auto found = values.find(option->long_name());
        if (found == values.end() || found->second.empty()) continue;
        const auto& value = found->second.value();
        const auto* several = boost::any_cast<std::vector<std::string>>(&value);
        for (const auto& text : several ? *several : std::vector{value_text(value)})
            lines.push_back(fmt::format("{} = {}\n", option->long_name(), text));
    }
    std::sort(lines.begin(), lines.end());
    return std::accumulate(lines.begin(), lines.end(), std::string{});
}

}  // namespace gren
