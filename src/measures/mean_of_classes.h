// The mean of a measure over the classes that have it: those without a box, say, take no part.
#pragma once

#include <cstdint>
#include <optional>

namespace gren {

// k of n; nothing of nothing.
inline std::optional<double> share(std::int64_t k, std::int64_t n) {
    if (n == 0) return std::nullopt;
    return static_cast<double>(k) / static_cast<double>(n);
}

// `measure` gives an optional<double> of a class. Nothing when no class has one.
template <class Classes, class Measure>
std::optional<double> mean_of_classes(const Classes& classes, Measure&& measure) {
    double sum = 0;
    std::int64_t counted = 0;
    for (const auto& one : classes)
        if (const std::optional<double> value = measure(one)) sum += *value, ++counted;
    if (counted == 0) return std::nullopt;
    return sum / static_cast<double>(counted);
}

}  // namespace gren
