#include "src/evaluation/thresholds.h"

#include <fmt/format.h>

#include <algorithm>

#include "src/evaluation/inference.h"
#include "src/evaluation/labelled_scores.h"
#include "src/evaluation/table_cells.h"
#include "src/measures/youden.h"

namespace gren {
namespace {

constexpr std::int64_t kFewOfASide = 10;  // images; a threshold between fewer is chance

std::string marked_count(std::int64_t images) {
    return fmt::format("{}{}", images, images < kFewOfASide ? "*" : " ");
}

std::string reason_without(const ClassThreshold& found) {
    if (found.score) return "";
    if (found.positives == 0) return "no image has it";
    if (found.negatives == 0) return "no image is without it";
    return "no score is better than chance";
}

}  // namespace

Thresholds choose_thresholds(const std::vector<ImageReading>& readings, const Dataset& dataset,
                             const std::string& model_digest) {
    Thresholds chosen{.model = model_digest, .dataset = dataset.digest(), .images = {}, .classes = {}};
    for (const auto& reading : readings) chosen.images.push_back(dataset.info(reading.sample).name);
    std::ranges::sort(chosen.images);
    const auto& classes = dataset.traits().classes;
    for (std::size_t cls = 0; cls < classes.size(); ++cls) {
        const auto [score, label] = scores_of_class(readings, dataset, cls);
        auto& found = chosen.classes.emplace_back();
        found.cls = classes[cls];
        found.positives = std::ranges::count(label, kLabelPresent);
        found.negatives = std::ranges::count(label, kLabelAbsent);
        found.score = youden_threshold(score, label);
        found.without = reason_without(found);
    }
    return chosen;
}

bool are_of(const Thresholds& thresholds, const std::string& model_digest,
            const std::vector<std::string>& classes) {
    return thresholds.model == model_digest &&
           std::ranges::equal(thresholds.classes, classes, {}, &ClassThreshold::cls);
}

std::string thresholds_table(const Thresholds& thresholds) {
    const auto row = [](const std::string& name, const std::vector<std::string>& cells) {
        return table_row(fmt::format("{:.19}", name), cells, {11, 13, 11, 11});
    };
    auto table =
        fmt::format("Thresholds by Youden's rule, of {} validation images\n", thresholds.images.size()) +
        row("class", {"score", "probability", "present ", "absent "});
    for (const auto& one : thresholds.classes) {
        table += row(one.cls, {one.score ? fmt::format("{:.4f}", *one.score) : "-",
                               one.score ? fmt::format("{:.4f}", probability_of(*one.score)) : "-",
                               marked_count(one.positives), marked_count(one.negatives)});
        if (!one.score) table.insert(table.size() - 1, "   none: " + one.without);
    }
    return table +
           fmt::format("*: fewer than {} images; a threshold chosen on so few is chance\n", kFewOfASide);
}

}  // namespace gren
