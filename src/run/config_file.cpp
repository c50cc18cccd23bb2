#include "src/run/config_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>

#include "dataio/text_file.h"
#include "src/run/environment_options.h"
#include "src/run/nearest_option.h"
#include "src/run/usage_error.h"

namespace gren {
namespace {

namespace po = boost::program_options;

[[noreturn]] void fail(const std::filesystem::path& file, int line, const std::string& sentence) {
    throw UsageError(fmt::format("{}:{}: {}", file.string(), line, sentence));
}

std::string bare(const std::string& name) {
    return name.substr(std::min(name.find_first_not_of('-'), name.size()));
}

std::string name_in(const TextLine& line) {
    return std::string(trimmed(std::string_view(line.text).substr(0, line.text.find('='))));
}

// What follows `option` among the arguments, as a word of its own or behind an equals sign.
std::optional<std::string> value_of(const std::vector<std::string>& arguments, const std::string& option) {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i].starts_with(option + "=")) return arguments[i].substr(option.size() + 1);
        if (arguments[i] == option) return i + 1 < arguments.size() ? arguments[i + 1] : "";
    }
    return std::nullopt;
}

bool takes_several(const po::option_description& option) {
    return option.semantic()->is_composing() || option.semantic()->max_tokens() > 1;
}

}  // namespace

void store_config_file(const std::filesystem::path& file, const po::options_description& options,
                       po::variables_map& values) {
    const auto text = read_text(file);
    if (!text)
        throw UsageError(
            fmt::format("--config {}: cannot be read; expected lines 'option = value'", file.string()));
    po::parsed_options parsed(&options);
    std::map<std::string, int> lines;
    for (const auto& line : lines_with_text(*text)) {
        const auto equals = line.text.find('=');
        const auto name = name_in(line);
        if (equals == std::string::npos || name.empty() || name.front() == '[')
            fail(file, line.number,
                 fmt::format("found '{:.60}', expected 'option = value' or '# comment'", line.text));
        const auto* known = options.find_nothrow(name, /*approx=*/false);
        if (known == nullptr || known->long_name() != name) {
            const auto near = nearest_option(options, bare(name));
            fail(file, line.number, fmt::format("unknown option '{}'{}", name, did_you_mean(near)));
        }
        const auto [earlier, is_new] = lines.emplace(name, line.number);
        if (!is_new && !takes_several(*known))
            fail(file, line.number,
                 fmt::format("option '{}' is there already, in line {}", name, earlier->second));
        const std::string value(trimmed(line.text.substr(equals + 1)));
        po::option option(name, {value});
        option.original_tokens = {name, value};
        parsed.options.push_back(option);
    }
    try {
        po::store(parsed, values);
    } catch (const po::error_with_option_name& error) {
        const auto line = lines.find(bare(error.get_option_name()));
        if (line == lines.end()) throw;
        // Boost's own sentence is not asked for: putting it together never ends where a
        // value holds "%value%".
        const auto option = std::ranges::find(parsed.options, line->first, &po::option::string_key);
        fail(file, line->second,
             fmt::format("option '{}' cannot take the value '{:.60}'", line->first, option->value.front()));
    }
}

std::string with_origin(const std::string& sentence, const std::vector<std::string>& arguments) {
    const auto dashes = sentence.find(": --");
    if (dashes == std::string::npos) return sentence;
    const auto option = sentence.substr(dashes + 2, sentence.find_first_of(" :", dashes + 2) - dashes - 2);
    if (value_of(arguments, option)) return sentence;
    const auto variable = environment_name(bare(option));
    if (std::getenv(variable.c_str()) != nullptr) return fmt::format("{}: {}", variable, sentence);
    const auto file = value_of(arguments, "--config");
    if (!file) return sentence;
    for (const auto& line : lines_with_text(read_text(*file).value_or("")))
        if (name_in(line) == bare(option)) return fmt::format("{}:{}: {}", *file, line.number, sentence);
    return sentence;
}

}  // namespace gren
