// Figures of an evaluation as JSON: what does not exist is null, columns are named for their thresholds.
#pragma once

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "src/evaluation/box_overlap.h"
#include "src/measures/patient_bootstrap.h"

namespace gren {

inline nlohmann::ordered_json number_or_null(const std::optional<double>& value) {
    return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

inline nlohmann::ordered_json interval_or_null(const std::optional<Interval>& value) {
    return value ? nlohmann::ordered_json{value->low, value->high} : nlohmann::ordered_json(nullptr);
}

// {"0.1": …} of a column a threshold.
template <class Thresholds, class Columns, class Convert>
nlohmann::ordered_json by_threshold(const Thresholds& thresholds, const char* format, const Columns& columns,
                                    Convert&& convert) {
    auto json = nlohmann::ordered_json::object();
    for (std::size_t i = 0; i < columns.size(); ++i)
        json[fmt::format(fmt::runtime(format), thresholds[i])] = convert(columns[i]);
    return json;
}

template <class Columns, class Convert>
nlohmann::ordered_json by_overlap(const Columns& columns, Convert&& convert) {
    return by_threshold(kOverlapThresholds, "{:.1f}", columns, convert);
}

inline nlohmann::ordered_json counts_json(const ClassAccuracy& accuracy) {
    return by_overlap(accuracy.correct, [](std::int64_t k) { return nlohmann::ordered_json(k); });
}

}  // namespace gren
