#include "src/training/validation.h"

#include <fmt/format.h>

namespace gren {

std::vector<std::pair<std::string, std::optional<double>>> validation_figures(const Validation& validation) {
    std::vector<std::pair<std::string, std::optional<double>>> figures{
        {"images", static_cast<double>(validation.images)}, {"boxes", static_cast<double>(validation.boxes)}};
    for (std::size_t t = 0; t < kValidationThresholds.size(); ++t)
        figures.emplace_back(fmt::format("mean_accuracy_{:.1f}", kValidationThresholds[t]),
                             validation.mean_accuracy[t]);
    figures.emplace_back("mean_auc", validation.mean_auc);
    figures.emplace_back("seconds", validation.seconds);
    return figures;
}

std::string without_means(const Validation& validation) {
    std::string why;
    if (validation.boxes == 0) why = "no T(IoU), for no validation image has a box";
    if (!validation.mean_auc)
        why += fmt::format("{}no AUC, for no class is both present and absent among the validation images",
                           why.empty() ? "" : "; ");
    return why;
}

bool validation_is_due(std::int64_t steps_done, std::int64_t every, std::int64_t steps_per_epoch,
                       std::int64_t last) {
    if (every == 0 || steps_done == 0) return false;
    return steps_done == last || steps_done % (every * steps_per_epoch) == 0;
}

}  // namespace gren
