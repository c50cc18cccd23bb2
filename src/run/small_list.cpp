#include "src/run/small_list.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "src/run/training_list.h"

namespace gren {
namespace {

constexpr std::int64_t kEnoughBoxes = 30, kEnoughPositives = 2;

struct Counts {
    std::int64_t boxes = 0;
    std::vector<std::int64_t> positives;  // by class
};

Counts counts_of(const Dataset& dataset, const std::vector<std::int64_t>& samples) {
    Counts counts;
    counts.positives.resize(dataset.traits().classes.size());
    for (const auto sample : samples) {
        const auto& info = dataset.info(sample);
        counts.boxes += static_cast<std::int64_t>(info.boxes.size());
        for (std::size_t k = 0; k < counts.positives.size(); ++k)
            if (info.label[k] == kLabelPresent) ++counts.positives[k];
    }
    return counts;
}

}  // namespace

std::vector<std::string> small_list_warnings(const Dataset& dataset, const Split& split) {
    const auto tested = counts_of(dataset, samples_named(dataset, split.test));
    const auto whole = counts_of(dataset, all_samples(dataset));
    std::vector<std::string> sentences, few;
    if (whole.boxes > 0 && tested.boxes < kEnoughBoxes)
        sentences.push_back(fmt::format("{} boxes are tested; under {} figures of localization mean little",
                                        tested.boxes, kEnoughBoxes));
    const auto& classes = dataset.traits().classes;
    for (std::size_t k = 0; k < classes.size(); ++k)
        if (whole.positives[k] > 0 && tested.positives[k] < kEnoughPositives)
            few.push_back(fmt::format("{} ({})", classes[k], tested.positives[k]));
    if (!few.empty())
        sentences.push_back(fmt::format("positive images tested of {}: figures of these classes mean little",
                                        fmt::join(few, ", ")));
    return sentences;
}

}  // namespace gren
