#include "src/measures/patient_bootstrap.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "dataio/splitmix.h"

namespace gren {
namespace {

// Images of each patient, patients in the order of their first images.
std::vector<std::vector<std::size_t>> images_by_patient(const std::vector<std::string>& patient_of_image) {
    std::vector<std::vector<std::size_t>> patients;
    std::map<std::string, std::size_t> place;
    for (std::size_t i = 0; i < patient_of_image.size(); ++i) {
        const auto& patient = patient_of_image[i];
        const auto next = patients.size();
        const auto at = patient.empty() ? next : place.try_emplace(patient, next).first->second;
        if (at == next) patients.emplace_back();
        patients[at].push_back(i);
    }
    return patients;
}

double quantile(const std::vector<double>& sorted, double share) {
    const double at = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(std::floor(at));
    const auto above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace

void for_each_resample(const std::vector<std::string>& patient_of_image, const BootstrapOptions& options,
                       const std::function<void(std::span<const int> times)>& measure) {
    const auto patients = images_by_patient(patient_of_image);
    SplitMix64 random(options.seed);
    std::vector<int> times(patient_of_image.size());
    for (int sample = 0; sample < options.samples; ++sample) {
        std::ranges::fill(times, 0);
        for (std::size_t draw = 0; draw < patients.size(); ++draw)
            for (const auto image : patients[random.below(patients.size())]) ++times[image];
        measure(times);
    }
}

std::optional<Interval> percentile_interval(std::vector<double> values, double level) {
    if (values.empty()) return std::nullopt;
    std::ranges::sort(values);
    return Interval{quantile(values, (1 - level) / 2), quantile(values, (1 + level) / 2)};
}

std::int64_t count_patients(const std::vector<std::string>& patient_of_image) {
    return static_cast<std::int64_t>(images_by_patient(patient_of_image).size());
}

}  // namespace gren
