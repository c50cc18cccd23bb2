// What the tables for people share: figures as text, cells in their widths.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

#include "src/measures/patient_bootstrap.h"

namespace gren {

inline constexpr std::size_t kHalf = 4, kSeventenths = 6;  // T = 0.5 and 0.7 in kOverlapThresholds

inline std::string figure(const std::optional<double>& value) {
    return value ? fmt::format("{:.3f}", *value) : "-";
}

inline std::string range(const std::optional<Interval>& value) {
    return value ? fmt::format("{:.2f}-{:.2f}", value->low, value->high) : "-";
}

// Cells to the right of a name, each in its width; nothing behind the last one.
std::string table_row(const std::string& name, const std::vector<std::string>& cells,
                      const std::vector<int>& widths);

}  // namespace gren
