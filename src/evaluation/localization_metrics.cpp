#include "src/evaluation/localization_metrics.h"

#include <functional>

#include "src/measures/average_precision.h"
#include "src/measures/mean_of_classes.h"

namespace gren {
namespace {

// Whether it is known where a class is in an image: it has boxes, or the class is absent. A disease that is
// said to be there, or not said to be absent, without a box: nobody knows where, so regions there are neither
// right nor wrong.
bool is_located(const SampleInfo& info, std::int32_t cls) {
    const auto label = info.label[static_cast<std::size_t>(cls)];
    return label == kLabelAbsent || !boxes_of_class(info.boxes, cls).empty();
}

// What AP and FROC of one class see.
struct Search {
    std::int64_t images = 0, boxed = 0;
    std::vector<Detection> detections;
    std::vector<Mark> marks;
};

std::vector<Search> searches_of(const std::vector<ImageReading>& readings, const Dataset& dataset) {
    const auto classes = static_cast<std::int32_t>(dataset.traits().classes.size());
    std::vector<Search> searches(dataset.traits().classes.size());
    for (std::size_t i = 0; i < readings.size(); ++i) {
        const auto& info = dataset.info(readings[i].sample);
        for (std::int32_t cls = 0; cls < classes; ++cls)
            searches[static_cast<std::size_t>(cls)].images += is_located(info, cls) ? 1 : 0;
        for (const auto& map : readings[i].maps) {
            if (!is_located(info, map.cls)) continue;
            auto& search = searches[static_cast<std::size_t>(map.cls)];
            search.boxed += map.boxed ? 1 : 0;
            if (!map.run_lengths.empty())
                search.detections.push_back({readings[i].score[static_cast<std::size_t>(map.cls)], map.iou});
            for (const auto& mark : map.marks) search.marks.push_back({mark.logit, mark.inside, i});
        }
    }
    return searches;
}

std::vector<BoxResult> box_results(const std::vector<ImageReading>& readings) {
    std::vector<BoxResult> boxes;
    for (std::size_t i = 0; i < readings.size(); ++i)
        for (const auto& map : readings[i].maps)
            if (map.boxed)
                boxes.push_back(
                    {i, map.cls, map.iou, map.iobb, map.ceiling, map.target_ceiling, map.pointing});
    return boxes;
}

std::int64_t patients_of(const std::vector<BoxResult>& boxes, const std::vector<std::string>& patients) {
    std::vector<std::string> boxed;
    for (std::size_t i = 0; i < boxes.size(); ++i)
        if (i == 0 || boxes[i].image != boxes[i - 1].image) boxed.push_back(patients[boxes[i].image]);
    return count_patients(boxed);
}

// [K] figures of several columns -> the mean of each column.
template <class PerColumn>
PerColumn means_of_columns(const std::vector<PerColumn>& classes) {
    PerColumn means;
    for (std::size_t i = 0; i < means.size(); ++i)
        means[i] = mean_of_classes(classes, [&](const PerColumn& one) { return one[i]; });
    return means;
}

std::optional<double> mean_share(const std::vector<std::int64_t>& k, const std::vector<ClassAccuracy>& n) {
    std::vector<std::optional<double>> shares;
    for (std::size_t cls = 0; cls < k.size(); ++cls) shares.push_back(share(k[cls], n[cls].boxes));
    return mean_of_classes(shares, std::identity());
}

void add_accuracy_intervals(LocalizationMetrics& metrics, const std::vector<std::string>& patients,
                            const BootstrapOptions& bootstrap) {
    const auto classes = metrics.accuracy.size();
    std::array<std::vector<double>, kOverlapThresholds.size()> means;
    for_each_resample(patients, bootstrap, [&](std::span<const int> times) {
        const auto accuracy = accuracy_by_class(metrics.boxes, &BoxResult::iou, classes, times);
        for (std::size_t t = 0; t < means.size(); ++t)
            if (const auto mean = mean_accuracy(accuracy, t)) means[t].push_back(*mean);
    });
    for (std::size_t t = 0; t < means.size(); ++t)
        metrics.mean_accuracy_interval[t] = percentile_interval(means[t], bootstrap.level);
}

}  // namespace

PerThreshold mean_accuracies(const std::vector<ClassAccuracy>& accuracy) {
    PerThreshold means;
    for (std::size_t t = 0; t < means.size(); ++t) means[t] = mean_accuracy(accuracy, t);
    return means;
}

LocalizationMetrics measure_localization(const std::vector<ImageReading>& readings, const Dataset& dataset,
                                         const std::vector<std::string>& patients,
                                         const BootstrapOptions& bootstrap) {
    const auto classes = dataset.traits().classes.size();
    LocalizationMetrics metrics;
    metrics.boxes = box_results(readings);
    metrics.boxed_patients = patients_of(metrics.boxes, patients);
    metrics.accuracy = accuracy_by_class(metrics.boxes, &BoxResult::iou, classes);
    metrics.ceiling = accuracy_by_class(metrics.boxes, &BoxResult::ceiling, classes);
    metrics.target_ceiling = accuracy_by_class(metrics.boxes, &BoxResult::target_ceiling, classes);
    metrics.iobb = accuracy_by_class(metrics.boxes, &BoxResult::iobb, classes);
    metrics.pointing.assign(classes, 0);
    for (const auto& box : metrics.boxes)
        metrics.pointing[static_cast<std::size_t>(box.cls)] += box.pointing ? 1 : 0;
    for (auto& search : searches_of(readings, dataset)) {
        auto& ap = metrics.ap.emplace_back();
        for (std::size_t t = 0; t < ap.size(); ++t)
            ap[t] = average_precision(search.detections, search.boxed, kApThresholds[t]);
        metrics.froc.push_back(froc(std::move(search.marks), search.boxed, search.images));
    }
    metrics.mean_accuracy = mean_accuracies(metrics.accuracy);
    metrics.mean_ceiling = mean_accuracies(metrics.ceiling);
    metrics.mean_target_ceiling = mean_accuracies(metrics.target_ceiling);
    metrics.mean_iobb = mean_accuracies(metrics.iobb);
    metrics.mean_pointing = mean_share(metrics.pointing, metrics.accuracy);
    metrics.mean_ap = means_of_columns(metrics.ap);
    metrics.mean_froc = means_of_columns(metrics.froc);
    if (metrics.boxed_patients > 1) add_accuracy_intervals(metrics, patients, bootstrap);
    return metrics;
}

}  // namespace gren
