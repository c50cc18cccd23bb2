#include "src/card/figures.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace gren::card {

std::string figure(const nlohmann::ordered_json& value) {
    return value.is_null() ? "–" : fmt::format("{:.3f}", value.get<double>());
}

std::string figure(const nlohmann::ordered_json& value, const nlohmann::ordered_json& interval) {
    if (interval.is_null()) return figure(value);
    return fmt::format("{} ({} to {})", figure(value), figure(interval.at(0)), figure(interval.at(1)));
}

}  // namespace gren::card
