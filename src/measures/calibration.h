// Whether of the images that are given a probability of 0.7 seven in ten have the disease.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace gren {

inline constexpr std::size_t kReliabilityBins = 10;

// Bin b holds the probabilities above b/10 up to (b + 1)/10, the first 0 as well (scikit-learn's
// calibration_curve, strategy "uniform").
struct Reliability {
    std::array<std::int64_t, kReliabilityBins> images{}, present{};
    std::array<double, kReliabilityBins> probability_sum{};
};

// `label`: kLabel* of dataio/sample.h; images of unknown label take no part. REQUIRES: same lengths,
// probabilities from 0 to 1.
Reliability reliability(std::span<const double> probability, std::span<const std::uint8_t> label);

// The mean over images of |mean probability − share present| of their bin (Naeini et al., 2015). Nothing
// without an image.
std::optional<double> expected_calibration_error(const Reliability& bins);

}  // namespace gren
