// Test lists whose figures will mean little.
#pragma once

#include <string>
#include <vector>

#include "dataio/shards/dataset.h"
#include "dataio/shards/split.h"

namespace gren {

// A sentence for each reason: under 30 boxes, where the data set has any (at 30, the 95 % interval of a share
// near one half is ±0.18); classes with one positive image or none, of those that the data set's labels or
// boxes have at all.
std::vector<std::string> small_list_warnings(const Dataset& dataset, const Split& split);

}  // namespace gren
