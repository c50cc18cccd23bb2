#include "src/evaluation/warnings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

namespace gren {
namespace {

std::string counted(std::int64_t count, const std::string& one, const std::string& many) {
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

// Classes that have an AUC from a single patient on one of its two sides.
std::vector<std::string> single_sided(const IdentificationMetrics& metrics,
                                      const std::vector<std::string>& classes) {
    std::vector<std::string> names;
    for (std::size_t k = 0; k < classes.size(); ++k)
        if (metrics.auc[k] && !metrics.has_interval(k)) names.push_back(classes[k]);
    return names;
}

}  // namespace

std::vector<std::string> evaluation_warnings(const Metrics& metrics, const std::vector<std::string>& classes,
                                             const nlohmann::ordered_json& about) {
    std::vector<std::string> warnings;
    const auto seen = about.find("patients_on_both_sides");
    if (seen != about.end() && seen->is_number() && *seen > 0)
        warnings.push_back(fmt::format(
            "{} of the {} tested have images in training as well; the figures do not say how the run does on "
            "new patients",
            seen->get<std::int64_t>(), counted(metrics.patients, "patient", "patients")));
    const auto boxes = static_cast<std::int64_t>(metrics.localization.boxes.size());
    if (boxes > 0 && boxes < kFewBoxes)
        warnings.push_back(fmt::format("{} of {} tested; localization figures of fewer than {} are chance",
                                       counted(boxes, "box", "boxes"),
                                       counted(metrics.localization.boxed_patients, "patient", "patients"),
                                       kFewBoxes));
    if (const auto names = single_sided(metrics.identification, classes); !names.empty())
        warnings.push_back(fmt::format(
            "a single patient with or without the disease in {}; such an AUC is chance and has no "
            "interval",
            fmt::join(names, ", ")));
    return warnings;
}

}  // namespace gren
