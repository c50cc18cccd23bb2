#include "src/evaluation/group_metrics.h"

namespace gren {

std::vector<GroupMetrics> measure_by_group(const std::vector<ImageReading>& readings, const Dataset& dataset,
                                           const BootstrapOptions& bootstrap) {
    std::vector<GroupMetrics> all;
    for (const auto* trait : kFilmTraits)
        for (const auto& group : film_groups(readings, dataset, trait)) {
            std::vector<ImageReading> own;
            for (const auto place : group.place) own.push_back(readings[place]);
            all.push_back({trait, group.name, measure(own, dataset, bootstrap)});
        }
    return all;
}

}  // namespace gren
