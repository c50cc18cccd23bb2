#include "src/evaluation/metrics.h"

namespace gren {

Metrics measure(const std::vector<ImageReading>& readings, const Dataset& dataset,
                const BootstrapOptions& bootstrap) {
    std::vector<std::string> patients;
    for (const auto& reading : readings) patients.push_back(dataset.info(reading.sample).patient);
    return {.images = static_cast<std::int64_t>(readings.size()),
            .patients = count_patients(patients),
            .bootstrap = bootstrap,
            .localization = measure_localization(readings, dataset, patients, bootstrap),
            .identification = measure_identification(readings, dataset, patients, bootstrap),
            .box_rules = box_rule_accuracy(readings, dataset.traits().classes.size()),
            .aligned = aligned_accuracy(readings, dataset.traits().classes.size())};
}

}  // namespace gren
