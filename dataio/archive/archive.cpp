#include "dataio/archive/archive.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

namespace gren {
namespace {

constexpr double kOldest = 120;  // years

double years_of(std::string_view unit) {
    if (unit.empty() || unit == "Y") return 1;
    if (unit == "M") return 1 / 12.;
    if (unit == "W") return 7 / 365.25;
    return unit == "D" ? 1 / 365.25 : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

void raise_label(std::uint8_t& label, std::uint8_t value) {
    if (value == kLabelPresent || (value == kLabelUnknown && label == kLabelAbsent)) label = value;
}

float age_in_years(const std::string& text) {
    double number = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc()) return std::numeric_limits<float>::quiet_NaN();
    const double years = number * years_of({stopped, end});
    return years >= 0 && years <= kOldest ? static_cast<float>(years)
                                          : std::numeric_limits<float>::quiet_NaN();
}

std::string sex_from(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    if (text == "m" || text == "male") return "M";
    if (text == "f" || text == "female") return "F";
    return text == "o" || text == "other" ? "O" : "";
}

void note_missing_patients(Archive& archive) {
    const auto missing = std::ranges::count_if(
        archive.radiographs, [](const Radiograph& radiograph) { return radiograph.patient.empty(); });
    if (missing > 0)
        archive.report.notes.push_back(
            fmt::format("{} of {} images name no patient: no split can keep their patients on one side, only "
                        "'gren split --split-by image' takes them.",
                        missing, archive.radiographs.size()));
}

}  // namespace gren
