// The same figures for the films of one sex, age band, view or site: whom a network serves less well.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "src/evaluation/film_groups.h"
#include "src/evaluation/metrics.h"

namespace gren {

// Below it the AUC of a group is chance, as T(IoU) is below kFewBoxes.
inline constexpr std::int64_t kFewPatients = 30;

struct GroupMetrics {
    std::string trait, name;  // "age", "18-39"
    Metrics metrics;          // measure() of its readings alone
};

// By trait in the order of kFilmTraits, then as film_groups() has them. Traits that are known of no image
// are not there.
std::vector<GroupMetrics> measure_by_group(const std::vector<ImageReading>& readings, const Dataset& dataset,
                                           const BootstrapOptions& bootstrap);

// Of evaluation.json, RUN_FOLDER.md: by trait and name; null for a trait that is known of no image.
nlohmann::ordered_json groups_json(const std::vector<GroupMetrics>& groups,
                                   const std::vector<std::string>& classes);

// For a terminal of 120 columns; one line that says so where there is no group. `level`: of the intervals.
std::string groups_table(const std::vector<GroupMetrics>& groups, double level);

}  // namespace gren
