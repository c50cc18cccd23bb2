// A run can be scored only on the diseases it was trained for.
#pragma once

#include <string>

#include "dataio/shards/dataset.h"
#include "src/method/localizer.h"

namespace gren {

// Throws DataError unless the data set has the run's classes, in its order, and its image size; it names the
// classes that the run lacks and how many boxes they have. `data`: the data set's folder.
void require_same_classes(const Dataset& dataset, const LocalizerSpec& spec, const std::string& data);

}  // namespace gren
