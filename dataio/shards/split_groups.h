// Samples that stay on one side of a split, and their order.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dataio/shards/dataset.h"
#include "dataio/splitmix.h"

namespace gren {

using Group = std::vector<std::int64_t>;  // a patient's samples, or a single one

// `samples` in groups, in an order that depends on names and `random` only, never on how the samples are
// spread over shards. Throws DataError: by patient, a sample without one.
std::vector<Group> shuffled_groups(const Dataset& dataset, const std::vector<std::int64_t>& samples,
                                   bool by_patient, SplitMix64& random);

void append(Group& to, const Group& from);

std::vector<std::string> sorted_names(const Dataset& dataset, const Group& samples);

}  // namespace gren
