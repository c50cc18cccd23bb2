#include "src/evaluation/tested_list.h"

#include <algorithm>
#include <set>

#include "dataio/shards/split.h"

namespace gren {
namespace {

std::set<std::string> patients_among(const Dataset& dataset, const std::vector<std::int64_t>& samples) {
    std::set<std::string> patients;
    for (const auto sample : samples) patients.insert(dataset.info(sample).patient);
    patients.erase("");
    return patients;
}

// Empty for a run that trained without one.
std::filesystem::path split_of(const RunFolder& run) {
    return std::filesystem::exists(run.split()) ? run.split() : std::filesystem::path();
}

}  // namespace

TestedList tested_list(const Dataset& dataset, const RunFolder& run,
                       const std::filesystem::path& split_file) {
    const auto file = split_file.empty() ? split_of(run) : split_file;
    if (file.empty()) return {all_samples(dataset), "all"};
    const auto split = read_split(file);
    return {samples_named(dataset, split.test), digest(split)};
}

TrainingList trained_list(const Dataset& dataset, const RunFolder& run) {
    return training_list(dataset, split_of(run).string());
}

std::int64_t patients_seen_in_training(const Dataset& dataset, const RunFolder& run,
                                       const TestedList& tested) {
    const auto trained = patients_among(dataset, trained_list(dataset, run).index);
    return std::ranges::count_if(patients_among(dataset, tested.samples),
                                 [&](const std::string& patient) { return trained.contains(patient); });
}

}  // namespace gren
