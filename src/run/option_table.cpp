#include "src/run/option_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>
#include <type_traits>

#include "src/run/option_listing.h"
#include "src/run/usage_error.h"

namespace gren {
namespace {

std::string shown(const OptionValue& value) {
    if (const auto* texts = std::get_if<std::vector<std::string>>(&value))
        return fmt::format("{}", fmt::join(*texts, " "));
    return std::visit([](const auto& of_its_type) { return fmt::format("{}", of_its_type); }, value);
}

// Boost's description of an option, of the type of its default.
template <typename T>
po::typed_value<T>* typed(const OptionRow& row, const T& value) {
    auto* semantic = po::value<T>();
    const auto& of = row.value;
    if (!of.placeholder.empty()) semantic->value_name(of.placeholder);
    if (of.kind == OptionDefault::Kind::required) semantic->required();
    if (of.kind != OptionDefault::Kind::value) return semantic;
    return of.text.empty() ? semantic->default_value(value) : semantic->default_value(value, of.text);
}

template <>
po::typed_value<bool>* typed(const OptionRow& row, const bool& value) {
    return row.value.kind == OptionDefault::Kind::flag
               ? po::bool_switch()
               : po::value<bool>()->default_value(value, value ? "true" : "false");
}

template <>
po::typed_value<std::vector<std::string>>* typed(const OptionRow& row, const std::vector<std::string>&) {
    auto* semantic = po::value<std::vector<std::string>>();
    semantic->value_name(row.value.placeholder);
    if (row.value.kind == OptionDefault::Kind::required) return semantic->required();
    return row.value.kind == OptionDefault::Kind::several ? semantic->composing() : semantic->multitoken();
}

// The value that was given or is the default; of the type of the row.
OptionValue row_value(const OptionRow& row, const po::variable_value& found) {
    return std::visit(
        [&](const auto& of_its_type) -> OptionValue {
            return found.as<std::decay_t<decltype(of_its_type)>>();
        },
        row.value.value);
}

// "a, b or c"
std::string one_or_another(const std::vector<OptionValue>& values) {
    std::vector<std::string> texts;
    for (const auto& value : values) texts.push_back(shown(value));
    const auto last = texts.back();
    texts.pop_back();
    return fmt::format("{} or {}", fmt::join(texts, ", "), last);
}

Expected one_of_values(std::vector<OptionValue> values, std::string words) {
    std::vector<std::string> choices;
    for (const auto& value : values) choices.push_back(shown(value));
    return {
        .holds = [values = std::move(values)](
                     const OptionValue& value) { return std::ranges::find(values, value) != values.end(); },
        .words = std::move(words),
        .choices = std::move(choices)};
}

}  // namespace

OptionDefault text(const std::string& value) {
    return {.value = value, .placeholder = {}};
}

OptionDefault integer(std::int64_t value) {
    return {.value = value, .placeholder = {}};
}

OptionDefault count(std::uint64_t value) {
    return {.value = value, .placeholder = {}};
}

OptionDefault real(double value, const std::string& shown) {
    return {.value = value, .text = shown, .placeholder = {}};
}

OptionDefault small_integer(int value) {
    return {.value = value, .placeholder = {}};
}

OptionDefault boolean(bool value) {
    return {.value = value, .placeholder = {}};
}

OptionDefault flag() {
    return {.kind = OptionDefault::Kind::flag, .value = false, .placeholder = {}};
}

OptionDefault required_texts(const std::string& placeholder) {
    return {.kind = OptionDefault::Kind::required,
            .value = std::vector<std::string>(),
            .placeholder = placeholder};
}

OptionDefault optional_texts(const std::string& placeholder) {
    return {
        .kind = OptionDefault::Kind::none, .value = std::vector<std::string>(), .placeholder = placeholder};
}

OptionDefault required_text(const std::string& placeholder) {
    return {.kind = OptionDefault::Kind::required, .value = std::string(), .placeholder = placeholder};
}

OptionDefault optional_text(const std::string& placeholder) {
    return {.kind = OptionDefault::Kind::none, .value = std::string(), .placeholder = placeholder};
}

OptionDefault optional_integer() {
    return {.kind = OptionDefault::Kind::none, .value = std::int64_t{0}, .placeholder = {}};
}

OptionDefault optional_small_integer() {
    return {.kind = OptionDefault::Kind::none, .value = 0, .placeholder = {}};
}

OptionDefault several_texts(const std::string& placeholder) {
    return {.kind = OptionDefault::Kind::several,
            .value = std::vector<std::string>(),
            .placeholder = placeholder};
}

OptionDefault optional_real() {
    return {.kind = OptionDefault::Kind::none, .value = 0.0, .placeholder = {}};
}

Expected any_value() {
    return {.holds = nullptr, .words = {}};
}

Expected at_least(std::int64_t least, const std::string& unit) {
    return {.holds =
                [least](const OptionValue& value) {
                    const auto* small = std::get_if<int>(&value);
                    return (small ? *small : std::get<std::int64_t>(value)) >= least;
                },
            .words = (least == 0 ? "0 or more" : fmt::format("at least {}", least)) +
                     (unit.empty() ? "" : " " + unit)};
}

Expected share_of_one() {
    return {.holds =
                [](const OptionValue& value) {
                    return std::get<double>(value) >= 0 && std::get<double>(value) <= 1;
                },
            .words = "a share between 0 and 1"};
}

Expected positive() {
    return {.holds = [](const OptionValue& value) { return std::get<double>(value) > 0; },
            .words = "a positive number"};
}

Expected zero_or_positive() {
    return {.holds =
                [](const OptionValue& value) {
                    const auto number = std::get<double>(value);
                    return number >= 0 && std::isfinite(number);
                },
            .words = "0 or a positive number"};
}

Expected one_of(std::initializer_list<const char*> values) {
    std::vector<OptionValue> known;
    for (const auto* value : values) known.emplace_back(std::string(value));
    return one_of_values(known, one_or_another(known));
}

Expected one_of(std::initializer_list<std::int64_t> values) {
    std::vector<OptionValue> known;
    for (const auto value : values) known.emplace_back(value);
    return one_of_values(known, one_or_another(known));
}

Expected one_of(const std::vector<std::string>& values) {
    return one_of_values({values.begin(), values.end()}, fmt::format("one of {}", fmt::join(values, ", ")));
}

void add_option(po::options_description& options, const OptionRow& row) {
    std::visit(
        [&](const auto& value) {
            options.add_options()(row.name.c_str(), typed(row, value), row.help.c_str());
        },
        row.value.value);
}

po::options_description OptionTable::description() const {
    po::options_description all;
    for (const auto& group : groups_) {
        auto options = option_group(group.title);
        for (const auto& row : group.rows) add_option(options, row);
        all.add(options);
    }
    return all;
}

void OptionTable::check(const po::variables_map& values, const char* command) const {
    for (const auto& group : groups_)
        for (const auto& row : group.rows) {
            const auto found = values.find(row.name);
            if (!row.expected.holds || found == values.end() || found->second.empty()) continue;
            const auto value = row_value(row, found->second);
            OptionCheck{command}(row.expected.holds(value), row.name.c_str(), shown(value),
                                 row.expected.words);
        }
}

bool parse_table(const std::vector<std::string>& arguments, const CommandHelp& help, const OptionTable& table,
                 po::variables_map& values, const po::positional_options_description& positional) {
    if (arguments == std::vector<std::string>{kListOptions}) {
        std::cout << option_listing(table);
        return false;
    }
    if (!parse_options(arguments, help, table.description(), values, positional, table.presets()))
        return false;
    table.check(values, command_of(help.usage).c_str());
    return true;
}

std::string text_of(const po::variables_map& values, const char* name) {
    return values.count(name) ? values[name].as<std::string>() : "";
}

const OptionRow* OptionTable::row_of(const std::string& name) const {
    for (const auto& group : groups_)
        for (const auto& row : group.rows)
            if (row.name == name) return &row;
    return nullptr;
}

bool OptionTable::shapes_the_result(const std::string& name) const {
    const auto* row = row_of(name);
    return row == nullptr || row->shapes == Shapes::the_result;
}

bool OptionTable::departs(const po::variables_map& values, const std::string& name) const {
    const auto found = values.find(name);
    if (found == values.end() || found->second.empty()) return false;
    const auto* row = row_of(name);
    const bool has_default = row != nullptr && (row->value.kind == OptionDefault::Kind::value ||
                                                row->value.kind == OptionDefault::Kind::flag);
    return !has_default || row_value(*row, found->second) != row->value.value;
}

}  // namespace gren
