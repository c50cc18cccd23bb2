#include "src/evaluation/operating_points.h"

#include "src/evaluation/labelled_scores.h"
#include "src/measures/mean_of_classes.h"

namespace gren {
namespace {

// Of each image whether it was called positive, and its label; unknown ones count nowhere.
struct Calls {
    std::vector<bool> positive;
    std::vector<std::uint8_t> label;

    OperatingPoint point(std::span<const int> times = {}) const {
        OperatingPoint at;
        for (std::size_t i = 0; i < label.size(); ++i) {
            const std::int64_t often = times.empty() ? 1 : times[i];
            if (label[i] == kLabelPresent) (positive[i] ? at.true_positives : at.false_negatives) += often;
            if (label[i] == kLabelAbsent) (positive[i] ? at.false_positives : at.true_negatives) += often;
        }
        at.sensitivity = share(at.true_positives, at.true_positives + at.false_negatives);
        at.specificity = share(at.true_negatives, at.true_negatives + at.false_positives);
        return at;
    }
};

using Share = std::optional<double> OperatingPoint::*;
using Points = std::vector<std::optional<OperatingPoint>>;

std::optional<double> mean_share_of(const Points& points, Share which) {
    return mean_of_classes(
        points, [&](const std::optional<OperatingPoint>& one) { return one ? (*one).*which : std::nullopt; });
}

// The resamples of one share: a class each, then their means.
struct Drawn {
    std::vector<std::vector<double>> classes;
    std::vector<double> means;

    void add(const Points& points, Share which) {
        for (std::size_t cls = 0; cls < points.size(); ++cls)
            if (points[cls] && (*points[cls]).*which) classes[cls].push_back(*((*points[cls]).*which));
        if (const auto mean = mean_share_of(points, which)) means.push_back(*mean);
    }
};

void add_intervals(OperatingPoints& points, const std::vector<std::optional<Calls>>& calls,
                   const std::vector<std::string>& patients, const IdentificationMetrics& identification,
                   const BootstrapOptions& bootstrap) {
    Drawn sensitivity{std::vector<std::vector<double>>(calls.size()), {}}, specificity = sensitivity;
    for_each_resample(patients, bootstrap, [&](std::span<const int> times) {
        Points drawn;
        for (const auto& one : calls) drawn.push_back(one ? std::optional(one->point(times)) : std::nullopt);
        sensitivity.add(drawn, &OperatingPoint::sensitivity);
        specificity.add(drawn, &OperatingPoint::specificity);
    });
    bool some_sensitivity = false, some_specificity = false;
    for (std::size_t cls = 0; cls < calls.size(); ++cls) {
        if (!points.classes[cls]) continue;
        // With one patient on a side every resample has that same one.
        if (identification.positive_patients[cls] > 1) {
            points.classes[cls]->sensitivity_interval =
                percentile_interval(std::move(sensitivity.classes[cls]), bootstrap.level);
            some_sensitivity = true;
        }
        if (identification.negative_patients[cls] > 1) {
            points.classes[cls]->specificity_interval =
                percentile_interval(std::move(specificity.classes[cls]), bootstrap.level);
            some_specificity = true;
        }
    }
    if (some_sensitivity)
        points.mean_sensitivity_interval = percentile_interval(sensitivity.means, bootstrap.level);
    if (some_specificity)
        points.mean_specificity_interval = percentile_interval(specificity.means, bootstrap.level);
}

}  // namespace

OperatingPoints measure_at(const Thresholds& thresholds, const std::vector<ImageReading>& readings,
                           const Dataset& dataset, const IdentificationMetrics& identification,
                           const BootstrapOptions& bootstrap) {
    std::vector<std::string> patients;
    for (const auto& reading : readings) patients.push_back(dataset.info(reading.sample).patient);
    std::vector<std::optional<Calls>> calls(thresholds.classes.size());
    OperatingPoints points;
    for (std::size_t cls = 0; cls < calls.size(); ++cls) {
        const auto& threshold = thresholds.classes[cls].score;
        if (threshold) {
            auto [score, label] = scores_of_class(readings, dataset, cls);
            auto& own = calls[cls].emplace();
            for (const double one : score) own.positive.push_back(one >= *threshold);
            own.label = std::move(label);
        }
        points.classes.push_back(calls[cls] ? std::optional(calls[cls]->point()) : std::nullopt);
    }
    points.mean_sensitivity = mean_share_of(points.classes, &OperatingPoint::sensitivity);
    points.mean_specificity = mean_share_of(points.classes, &OperatingPoint::specificity);
    add_intervals(points, calls, patients, identification, bootstrap);
    return points;
}

}  // namespace gren
