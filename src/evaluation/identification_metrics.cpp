#include "src/evaluation/identification_metrics.h"

#include <algorithm>
#include <functional>

#include "src/evaluation/labelled_scores.h"
#include "src/measures/auc.h"
#include "src/measures/mean_of_classes.h"

namespace gren {
namespace {

std::int64_t patients_with(std::uint8_t wanted, const std::vector<std::uint8_t>& label,
                           const std::vector<std::string>& patients) {
    std::vector<std::string> having;
    for (std::size_t i = 0; i < label.size(); ++i)
        if (label[i] == wanted) having.push_back(patients[i]);
    return count_patients(having);
}

void add_auc_intervals(IdentificationMetrics& metrics, const std::vector<RankedScores>& ranked,
                       const std::vector<std::string>& patients, const BootstrapOptions& bootstrap) {
    std::vector<std::vector<double>> auc(ranked.size());
    std::vector<double> means;
    for_each_resample(patients, bootstrap, [&](std::span<const int> times) {
        std::vector<std::optional<double>> drawn;
        for (std::size_t cls = 0; cls < ranked.size(); ++cls) {
            drawn.push_back(ranked[cls].area(times));
            if (drawn.back()) auc[cls].push_back(*drawn.back());
        }
        if (const auto mean = mean_of_classes(drawn, std::identity())) means.push_back(*mean);
    });
    bool has_some = false;
    for (std::size_t cls = 0; cls < auc.size(); ++cls) {
        if (!metrics.has_interval(cls)) auc[cls].clear();
        has_some |= metrics.has_interval(cls);
        metrics.auc_interval.push_back(percentile_interval(std::move(auc[cls]), bootstrap.level));
    }
    if (has_some) metrics.mean_auc_interval = percentile_interval(std::move(means), bootstrap.level);
}

}  // namespace

IdentificationMetrics measure_identification(const std::vector<ImageReading>& readings,
                                             const Dataset& dataset, const std::vector<std::string>& patients,
                                             const BootstrapOptions& bootstrap) {
    IdentificationMetrics metrics;
    std::vector<RankedScores> ranked;
    for (std::size_t cls = 0; cls < dataset.traits().classes.size(); ++cls) {
        const auto [score, label] = scores_of_class(readings, dataset, cls);
        ranked.emplace_back(score, label);
        metrics.auc.push_back(ranked.back().area());
        metrics.positives.push_back(std::ranges::count(label, kLabelPresent));
        metrics.negatives.push_back(std::ranges::count(label, kLabelAbsent));
        metrics.positive_patients.push_back(patients_with(kLabelPresent, label, patients));
        metrics.negative_patients.push_back(patients_with(kLabelAbsent, label, patients));
    }
    metrics.mean_auc = mean_of_classes(metrics.auc, std::identity());
    add_auc_intervals(metrics, ranked, patients, bootstrap);
    return metrics;
}

}  // namespace gren
