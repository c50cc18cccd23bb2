#include "src/run/option_listing.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace gren {
namespace {

std::string line_of(const OptionRow& row) {
    std::string value = row.value.placeholder.empty() ? "arg" : row.value.placeholder;
    if (row.value.kind == OptionDefault::Kind::flag) value.clear();
    return fmt::format("{}\t{}\t{}\t{}\n", row.name, value, fmt::join(row.expected.choices, " "), row.help);
}

}  // namespace

std::string option_listing(const OptionTable& table) {
    std::string text;
    for (const auto& group : table.groups())
        for (const auto& row : group.rows) text += line_of(row);
    const auto general = general_options();
    for (const auto& option : general.options())
        text += fmt::format("{}\t{}\t\t{}\n", option->long_name(),
                            option->semantic()->max_tokens() == 0 ? "" : option->format_parameter(),
                            option->description());
    return text;
}

}  // namespace gren
