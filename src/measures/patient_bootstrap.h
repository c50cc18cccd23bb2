// Intervals by the percentile bootstrap (Efron): patients are drawn with replacement, each with all of its
// images, since images of one patient are not independent.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gren {

struct BootstrapOptions {
    int samples = 1000;  // 0: no intervals
    std::uint64_t seed = 1;
    double level = 0.95;
};

struct Interval {
    double low = 0, high = 0;
};

// Calls `measure` once a resample; times[i] says how often image i was drawn. As many patients are drawn as
// there are; an image without a patient ("") is one of its own. The same draws with every compiler.
void for_each_resample(const std::vector<std::string>& patient_of_image, const BootstrapOptions& options,
                       const std::function<void(std::span<const int> times)>& measure);

// The quantiles (1 - level)/2 and (1 + level)/2 of the values, interpolated linearly; nothing of none.
std::optional<Interval> percentile_interval(std::vector<double> values, double level);

// How many patients there are, images without one counted each.
std::int64_t count_patients(const std::vector<std::string>& patient_of_image);

}  // namespace gren
