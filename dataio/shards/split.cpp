#include "dataio/shards/split.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "dataio/data_error.h"
#include "dataio/shards/split_groups.h"
#include "dataio/splitmix.h"

namespace gren {
namespace {

constexpr int kFolds = 5;

// u_a of the paper: percent of the unannotated images, and how many of the five folds of
// annotated images train.
struct Participation {
    const char* name;
    std::size_t unannotated_percent;
    int training_folds;
};
constexpr Participation kParticipations[] = {{"0.5_0.8", 50, 4}, {"1.0_0.0", 100, 0}, {"1.0_0.4", 100, 2}};
constexpr char kIdentification[] = "70_10_20";

// Five folds of nearly equal numbers of images: the largest groups first, each to the smallest fold.
std::vector<Group> make_folds(std::vector<Group> groups) {
    std::stable_sort(groups.begin(), groups.end(),
                     [](const Group& a, const Group& b) { return a.size() > b.size(); });
    std::vector<Group> folds(kFolds);
    for (const Group& group : groups)
        append(*std::min_element(folds.begin(), folds.end(),
                                 [](const Group& a, const Group& b) { return a.size() < b.size(); }),
               group);
    return folds;
}

std::set<std::string> patients_of(const Dataset& dataset, const std::vector<std::string>& names) {
    std::set<std::string> patients;
    for (const std::string& name : names) patients.insert(dataset.info(dataset.index_of(name)).patient);
    patients.erase("");
    return patients;
}

Group samples_where(const Dataset& dataset, auto&& wanted) {
    Group samples;
    for (std::int64_t i = 0; i < dataset.size(); ++i)
        if (wanted(dataset.info(i))) samples.push_back(i);
    return samples;
}

bool annotated(const SampleInfo& info) {
    return !info.boxes.empty();
}

// Training takes the folds after `fold`, as many as the participation says; all others test.
void split_for_localization(const Dataset& dataset, const Participation& participation,
                            const SplitOptions& options, Split& split) {
    SplitMix64 random(options.seed);
    const auto groups =
        shuffled_groups(dataset, samples_where(dataset, annotated), options.by_patient, random);
    const std::size_t needed = participation.training_folds > 0 ? kFolds : 1;
    if (groups.size() < needed)
        throw DataError(fmt::format(
            "found boxes on images of {} {}, expected at least {} for participation {}", groups.size(),
            options.by_patient ? "patients" : "images", needed, participation.name));
    const std::vector<Group> folds = make_folds(groups);
    Group boxed, test;
    for (int i = 0; i < kFolds; ++i) {
        const int after = (i - options.fold - 1 + kFolds) % kFolds;
        append(after < participation.training_folds ? boxed : test, folds[static_cast<std::size_t>(i)]);
    }
    split.boxed = sorted_names(dataset, boxed);
    split.test = sorted_names(dataset, test);

    // Chosen before the test patients are left out, so that all folds draw on the same images.
    const Group others = samples_where(dataset, [](const SampleInfo& info) { return !annotated(info); });
    auto unannotated = shuffled_groups(dataset, others, false, random);
    unannotated.resize((unannotated.size() * participation.unannotated_percent + 50) / 100);
    const auto test_patients = patients_of(dataset, split.test);
    Group train = boxed;
    for (const Group& image : unannotated)
        if (!options.by_patient || !test_patients.contains(dataset.info(image.front()).patient))
            append(train, image);
    split.train = sorted_names(dataset, train);
}

// 70 % train, 10 % validation, 20 % test of all images.
void split_for_identification(const Dataset& dataset, const SplitOptions& options, Split& split) {
    SplitMix64 random(options.seed);
    const Group all = samples_where(dataset, [](const SampleInfo&) { return true; });
    const auto groups = shuffled_groups(dataset, all, options.by_patient, random);
    Group train, validation, test;
    std::size_t given = 0;
    for (const Group& group : groups) {
        append(10 * given < 7 * all.size() ? train : 10 * given < 8 * all.size() ? validation : test, group);
        given += group.size();
    }
    if (validation.empty() || test.empty())
        throw DataError(
            fmt::format("found {} {}, too few for training, validation and test; expected at least 10",
                        groups.size(), options.by_patient ? "patients" : "images"));
    split.train = sorted_names(dataset, train);
    split.validation = sorted_names(dataset, validation);
    split.test = sorted_names(dataset, test);
    std::erase_if(train, [&](std::int64_t sample) { return !annotated(dataset.info(sample)); });
    split.boxed = sorted_names(dataset, train);
}

}  // namespace

Split make_split(const Dataset& dataset, const SplitOptions& options) {
    Split split;
    split.participation = options.participation;
    split.fold = options.fold;
    split.split_by = options.by_patient ? "patient" : "image";
    split.seed = options.seed;
    const auto* participation =
        std::find_if(std::begin(kParticipations), std::end(kParticipations),
                     [&](const Participation& known) { return options.participation == known.name; });
    const bool identification = options.participation == kIdentification;
    if (participation == std::end(kParticipations) && !identification)
        throw DataError(
            fmt::format("found participation '{}', expected 0.5_0.8, 1.0_0.0, 1.0_0.4 or 70_10_20",
                        options.participation));
    const int folds = identification || participation->training_folds == 0 ? 1 : kFolds;
    if (options.fold < 0 || options.fold >= folds)
        throw DataError(fmt::format("participation {}: found fold {}, expected {}", options.participation,
                                    options.fold,
                                    folds == 1 ? "0, the only one; vary the seed instead" : "0 to 4"));
    if (identification)
        split_for_identification(dataset, options, split);
    else
        split_for_localization(dataset, *participation, options, split);
    return split;
}

std::vector<SplitOptions> every_split(bool by_patient, std::uint64_t seed) {
    std::vector<SplitOptions> all;
    for (const auto& participation : kParticipations)
        for (int fold = 0; fold < (participation.training_folds == 0 ? 1 : kFolds); ++fold)
            all.push_back({participation.name, fold, by_patient, seed});
    all.push_back({kIdentification, 0, by_patient, seed});
    return all;
}

std::int64_t patients_on_both_sides(const Dataset& dataset, const Split& split) {
    const auto test = patients_of(dataset, split.test);
    return std::ranges::count_if(patients_of(dataset, split.train),
                                 [&](const std::string& patient) { return test.contains(patient); });
}

}  // namespace gren
