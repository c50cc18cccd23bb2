#include "dataio/dicom/grey_levels.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "dataio/data_error.h"

namespace gren {
namespace {

// Far beyond what any detector counts, and far below where sums of doubles overflow.
constexpr double kMostValue = 1e30;

// Of the way from black to white, 0 to 1, for a value after the modality's step.
using Shade = std::function<double(double)>;

Shade ramp(double low, double high) {
    return [=](double value) { return value <= low ? 0 : value > high ? 1 : (value - low) / (high - low); };
}

// PS3.3, C.11.2.1.2.1, C.11.2.1.3.2 and C.11.2.1.3.1.
Shade windowed(const VoiWindow& window) {
    const double center = window.center, width = window.width;
    const VoiFunction function = window.function;
    const double least = function == VoiFunction::linear ? 1 : std::numeric_limits<double>::min();
    if (width < least || width > kMostValue || std::abs(center) > kMostValue)
        throw DataError(
            "has a window whose width is too small, or too large to be one; choose --window C,W or minmax");
    if (function == VoiFunction::linear)
        return ramp(center - 0.5 - (width - 1) / 2, center - 0.5 + (width - 1) / 2);
    if (function == VoiFunction::linear_exact) return ramp(center - width / 2, center + width / 2);
    return [=](double value) { return 1 / (1 + std::exp(-4 * (value - center) / width)); };
}

Shade looked_up(const LookupTable& table) {
    const double most = std::pow(2, table.bits) - 1;
    return [&table, most](double value) { return std::min(1., table.at(value) / most); };
}

Shade between_extremes(const DicomHeader& header, const std::vector<double>& modality,
                       const std::vector<bool>& present) {
    double low = std::numeric_limits<double>::max(), high = std::numeric_limits<double>::lowest();
    for (std::size_t stored = 0; stored < modality.size(); ++stored) {
        const int value = header.value_of(static_cast<std::uint32_t>(stored));
        const bool pads = header.padding && value >= header.padding->low && value <= header.padding->high;
        if (!present[stored] || pads) continue;
        low = std::min(low, modality[stored]);
        high = std::max(high, modality[stored]);
    }
    if (high <= low) return [](double) { return 0; };  // one value: black, as of a PNG
    return ramp(low, high);
}

}  // namespace

GreyLevels grey_levels(const DicomHeader& header, const Window& window, const std::vector<bool>& present) {
    std::vector<double> modality(std::size_t{1} << header.bits_stored);
    for (std::size_t stored = 0; stored < modality.size(); ++stored) {
        const int value = header.value_of(static_cast<std::uint32_t>(stored));
        modality[stored] =
            header.modality_lut ? header.modality_lut->at(value) : value * header.slope + header.intercept;
        if (std::abs(modality[stored]) > kMostValue)
            throw DataError("has a rescale slope or intercept that is too large to be one");
    }
    const bool asks_file = window.kind == Window::Kind::automatic || window.kind == Window::Kind::file;
    GreyLevels levels;
    Shade shade;
    if (asks_file && header.voi_lut) {
        levels.by = GreyBy::voi_lut;
        shade = looked_up(*header.voi_lut);
    } else if (asks_file && header.window) {
        levels.by = GreyBy::file_window;
        shade = windowed(*header.window);
    } else if (window.kind == Window::Kind::file) {
        throw DataError("has no window and no VOI LUT; choose --window auto, C,W or minmax");
    } else if (window.kind == Window::Kind::given) {
        levels.by = GreyBy::given_window;
        shade = windowed({window.center, window.width, VoiFunction::linear});
    } else {
        levels.by = GreyBy::minmax;
        shade = between_extremes(header, modality, present);
    }
    for (const double value : modality) {
        const auto grey = static_cast<std::uint8_t>(std::lround(255 * shade(value)));
        levels.of.push_back(header.low_is_white ? static_cast<std::uint8_t>(255 - grey) : grey);
    }
    return levels;
}

}  // namespace gren
