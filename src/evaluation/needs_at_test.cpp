#include "src/evaluation/needs_at_test.h"

#include <fmt/format.h>

#include <algorithm>

#include "dataio/data_error.h"
#include "src/run/training_list.h"
#include "src/run/usage_error.h"

namespace gren {

void require_lungs_at_test(const LocalizerSpec& spec, const Dataset& dataset,
                           const std::vector<std::int64_t>& samples) {
    if (!method_needs(spec.method, spec.variant).lungs_at_test) return;
    const auto usable = std::ranges::count_if(
        samples, [&](std::int64_t sample) { return !dataset.info(sample).lungs_flagged; });
    if (usable == 0)
        throw DataError(fmt::format(
            "the method of the run, {}, reads lung masks, and of the {} images tested none has usable ones "
            "(lungs: {}); prepare the data with --lung-model, --lung-masks or --chexmask",
            spec.method, samples.size(), dataset.traits().lung_source));
}

std::shared_ptr<const Companions> companions_at_test(const LoadedModel& loaded, const RunFolder& run,
                                                     const Dataset& dataset,
                                                     const std::vector<std::int64_t>& tested) {
    if (!method_needs(loaded.spec.method, loaded.spec.variant).companions.at_test) return nullptr;
    if (loaded.about.at("dataset") != dataset.digest())
        throw DataError(
            fmt::format("the method of the run, {}, holds each image against normal films of its training "
                        "list, which are "
                        "not in this data set (digest {:.12}, expected {:.12}); evaluate on the data set it "
                        "was trained on",
                        loaded.spec.method, dataset.digest(), loaded.about.at("dataset")));
    const auto split = std::filesystem::exists(run.split()) ? run.split().string() : std::string();
    auto companions = companions_at_test(loaded.spec, dataset, training_list(dataset, split).index);
    for (const auto sample : companions->bank())
        if (std::ranges::binary_search(tested, sample) && !split.empty())
            throw DataError(fmt::format(
                "{}: tested, and among the normal films of the training list that {} holds images against; "
                "expected lists without a common image",
                dataset.info(sample).name, loaded.spec.method));
    return companions;
}

std::shared_ptr<const Companions> companions_at_test(const LocalizerSpec& spec, const Dataset& dataset,
                                                     const std::vector<std::int64_t>& trained) {
    const auto rule = method_needs(spec.method, spec.variant).companions;
    return rule.at_test ? companions_for(rule, dataset, trained, /*seed=*/1) : nullptr;
}

void require_no_needs_at_test(const LocalizerSpec& spec, const RunFolder& run) {
    if (spec.aligned)
        throw UsageError(
            fmt::format("gren predict: {}: it was trained on films aligned by their lungs, and single images "
                        "are not; gren "
                        "prepare --align lungs and use gren evaluate, or train on films as they are",
                        run.path.string()));
    const auto needs = method_needs(spec.method, spec.variant);
    if (!needs.lungs_at_test && !needs.companions.at_test) return;
    throw UsageError(fmt::format(
        "gren predict: {}: its method, {}, needs {} beside the image, which single images do not have; gren "
        "prepare them and use gren evaluate, or train a method that needs the image alone",
        run.path.string(), spec.method,
        needs.lungs_at_test ? "lung masks" : "normal films of its training list"));
}

}  // namespace gren
