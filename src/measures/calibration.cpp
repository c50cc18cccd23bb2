#include "src/measures/calibration.h"

#include <cmath>

#include "dataio/sample.h"

namespace gren {

Reliability reliability(std::span<const double> probability, std::span<const std::uint8_t> label) {
    Reliability bins;
    for (std::size_t i = 0; i < probability.size(); ++i) {
        if (label[i] == kLabelUnknown) continue;
        std::size_t bin = 0;
        while (bin + 1 < kReliabilityBins && probability[i] > 0.1 * static_cast<double>(bin + 1)) ++bin;
        ++bins.images[bin];
        bins.present[bin] += label[i] == kLabelPresent ? 1 : 0;
        bins.probability_sum[bin] += probability[i];
    }
    return bins;
}

std::optional<double> expected_calibration_error(const Reliability& bins) {
    double gaps = 0, images = 0;
    for (std::size_t bin = 0; bin < kReliabilityBins; ++bin) {
        gaps += std::abs(bins.probability_sum[bin] - static_cast<double>(bins.present[bin]));
        images += static_cast<double>(bins.images[bin]);
    }
    if (images == 0) return std::nullopt;
    return gaps / images;
}

}  // namespace gren
