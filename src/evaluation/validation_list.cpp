#include "src/evaluation/validation_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "dataio/data_error.h"
#include "dataio/shards/split.h"

namespace gren {
namespace {

using Names = std::vector<std::string>;

Names in_both(const Names& a, const Names& b) {  // sorted both
    Names both;
    std::ranges::set_intersection(a, b, std::back_inserter(both));
    return both;
}

void require_apart(const std::filesystem::path& file, const Names& validation, const Names& others,
                   const std::string& what) {
    const auto both = in_both(validation, others);
    if (!both.empty())
        throw DataError(fmt::format(
            "{}: {} of its {} validation images {}, {} among them; expected none, so that thresholds "
            "are chosen on images of their own: give another --split",
            file.string(), both.size(), validation.size(), what, both.front()));
}

Names names_of(const Dataset& dataset, const std::vector<std::int64_t>& samples) {
    Names names;
    for (const auto sample : samples) names.push_back(dataset.info(sample).name);
    std::ranges::sort(names);
    return names;
}

}  // namespace

TestedList validation_list(const Dataset& dataset, const RunFolder& run,
                           const std::filesystem::path& split_file, bool own_dataset) {
    const auto file = split_file.empty() ? run.split() : split_file;
    if (!std::filesystem::exists(file))
        throw DataError(fmt::format(
            "{}: is not there, expected lists with validation images, on which thresholds are chosen; give "
            "--split, of gren split --participation 70_10_20 or official",
            file.string()));
    const auto names = read_split(file).validation;
    if (names.empty())
        throw DataError(
            fmt::format("{}: found no validation image, expected some to choose thresholds on; train on "
                        "lists that have them (gren split --participation 70_10_20 or official) or give "
                        "--split",
                        file.string()));
    if (own_dataset) {
        require_apart(file, names, names_of(dataset, trained_list(dataset, run).index), "trained the run");
        if (std::filesystem::exists(run.split()))
            require_apart(file, names, read_split(run.split()).test, "are tested by the run's own lists");
    }
    return {samples_named(dataset, names), list_digest(names)};
}

RunThresholds thresholds_for(const RunFolder& run, const std::string& model_digest, const Dataset& dataset,
                             const TestedList& tested) {
    if (!std::filesystem::exists(run.thresholds()))
        return {std::nullopt,
                "none are chosen: gren evaluate --choose-thresholds does it, on a validation list"};
    auto thresholds = read_thresholds(run.thresholds());
    if (!are_of(thresholds, model_digest, dataset.traits().classes))
        return {std::nullopt,
                "thresholds.json is of other weights: gren evaluate --choose-thresholds chooses them again"};
    if (thresholds.dataset == dataset.digest())
        if (const auto both = in_both(thresholds.images, names_of(dataset, tested.samples)); !both.empty())
            return {std::nullopt,
                    fmt::format("thresholds.json was chosen on {} of the images tested, so that "
                                "figures at them would be too good",
                                both.size())};
    return {std::move(thresholds), ""};
}

}  // namespace gren
