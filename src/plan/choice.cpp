#include "src/plan/choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace gren::plan {

std::optional<std::string> PlanChoice::text(const std::string& axis) const {
    const auto found = std::ranges::find(section_.axes, axis, &PlanAxis::name);
    if (found == section_.axes.end()) return std::nullopt;
    return values_[static_cast<std::size_t>(found - section_.axes.begin())];
}

std::optional<std::int64_t> PlanChoice::whole_number(const std::string& axis, std::int64_t at_least) const {
    const auto value = text(axis);
    if (!value) return std::nullopt;
    std::int64_t number = 0;
    const auto end = value->data() + value->size();
    const auto [rest, error] = std::from_chars(value->data(), end, number);
    if (error != std::errc() || rest != end || number < at_least)
        fail(axis, fmt::format("expected a whole number, at least {}", at_least));
    return number;
}

int PlanChoice::line(const std::string& axis) const {
    const auto found = std::ranges::find(section_.axes, axis, &PlanAxis::name);
    return found == section_.axes.end() ? std::max(section_.line, 1) : found->line;
}

void PlanChoice::fail(const std::string& axis, const std::string& sentence) const {
    const auto value = text(axis);
    plan_.fail(line(axis), value ? fmt::format("{} = {}: {}", axis, *value, sentence) : sentence);
}

}  // namespace gren::plan
