#include <algorithm>
#include <functional>

#include "src/evaluation/group_metrics.h"
#include "src/evaluation/table_cells.h"
#include "src/evaluation/warnings.h"

namespace gren {
namespace {

constexpr std::size_t kMostShown = 12;  // groups of one trait: sites may be hundreds

std::string cells_row(const std::string& name, const std::vector<std::string>& cells) {
    return table_row(fmt::format("{:.19}", name), cells, {8, 10, 8, 11, 8, 12, 10, 8, 12});
}

// n, marked where figures of so few are chance.
std::string marked(std::int64_t n, std::int64_t enough) {
    return fmt::format("{}{}", n, n < enough ? "*" : " ");
}

// How many of the classes the mean is over.
template <class Classes, class HasFigure>
std::string counted(const Classes& classes, HasFigure&& has_figure) {
    return fmt::format("{}", std::ranges::count_if(classes, has_figure));
}

std::string group_row(const GroupMetrics& group) {
    const auto& l = group.metrics.localization;
    const auto& i = group.metrics.identification;
    return cells_row(fmt::format("{} {}", group.trait, group.name),
                     {fmt::format("{}", group.metrics.images), marked(group.metrics.patients, kFewPatients),
                      marked(static_cast<std::int64_t>(l.boxes.size()), kFewBoxes),
                      counted(l.accuracy, [](const ClassAccuracy& one) { return one.boxes > 0; }),
                      figure(l.mean_accuracy[kHalf]), range(l.mean_accuracy_interval[kHalf]),
                      counted(i.auc, [](const std::optional<double>& auc) { return auc.has_value(); }),
                      figure(i.mean_auc), range(i.mean_auc_interval)});
}

// The groups of one trait in their order; of more than kMostShown those with the most images.
std::string trait_rows(std::vector<const GroupMetrics*> groups) {
    std::vector<std::int64_t> images;
    for (const auto* group : groups) images.push_back(group->metrics.images);
    std::ranges::sort(images, std::greater<>());
    const auto fewest = images[std::min(kMostShown, images.size()) - 1];
    std::string rows;
    std::size_t shown = 0;
    for (const auto* group : groups)
        if (shown < kMostShown && group->metrics.images >= fewest) rows += group_row(*group), ++shown;
    if (shown < groups.size())
        rows += fmt::format("{} more of {} with fewer images stand in evaluation.json\n",
                            groups.size() - shown, groups.front()->trait);
    return rows;
}

}  // namespace

std::string groups_table(const std::vector<GroupMetrics>& groups, double level) {
    if (groups.empty())
        return "\nBy group: none, the data set knows neither sex, age, view nor site of the films tested\n";
    const auto interval = fmt::format("{:.0f} %", 100 * level);
    auto table = "\nBy group: means over the classes that have the figure in the group\n" +
                 cells_row("group", {"images", "patients ", "boxes ", "classes", "T=0.5", interval, "classes",
                                     "AUC", interval});
    std::string unknown;
    for (const auto* trait : kFilmTraits) {
        std::vector<const GroupMetrics*> own;
        for (const auto& group : groups)
            if (group.trait == trait) own.push_back(&group);
        if (own.empty())
            unknown += fmt::format("{}{}", unknown.empty() ? "known of no film: " : ", ", trait);
        else
            table += trait_rows(own);
    }
    return table + (unknown.empty() ? "" : unknown + "\n") +
           fmt::format("*: fewer than {} patients, or {} boxes; figures of so few are chance\n", kFewPatients,
                       kFewBoxes);
}

}  // namespace gren
