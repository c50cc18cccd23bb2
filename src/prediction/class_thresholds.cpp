#include "src/prediction/class_thresholds.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "dataio/digest.h"
#include "src/evaluation/thresholds.h"
#include "src/prediction/answers.h"

namespace gren {
namespace {

constexpr double kWithoutThreshold = 0.5;  // a probability

ClassThresholds same_for_all(std::size_t classes, double probability, const std::string& why) {
    return {.score = std::vector<double>(classes, logit_of(probability)),
            .words = fmt::format("a disease is named from a probability of {} on{}", probability, why)};
}

}  // namespace

ClassThresholds class_thresholds(const RunFolder& run, const std::vector<std::string>& classes,
                                 std::optional<double> given) {
    if (given) return same_for_all(classes.size(), *given, "");
    if (!std::filesystem::exists(run.thresholds()))
        return same_for_all(classes.size(), kWithoutThreshold,
                            "; gren evaluate --choose-thresholds chooses a threshold a class");
    const auto chosen = read_thresholds(run.thresholds());
    if (!are_of(chosen, sha256_of_file(run.model()), classes))
        return same_for_all(
            classes.size(), kWithoutThreshold,
            fmt::format("; {} is of other weights and is not used", run.thresholds().string()));
    ClassThresholds found;
    std::vector<std::string> without;
    for (const auto& one : chosen.classes) {
        found.score.push_back(one.score.value_or(logit_of(kWithoutThreshold)));
        if (!one.score) without.push_back(one.cls);
    }
    found.words = fmt::format("a disease is named from its class's threshold on, chosen on {} images",
                              chosen.images.size());
    if (!without.empty())
        found.words += fmt::format("; from a probability of {} on, where there is none: {}",
                                   kWithoutThreshold, fmt::join(without, ", "));
    return found;
}

}  // namespace gren
