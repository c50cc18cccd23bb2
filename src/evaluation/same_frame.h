// A run sees films as those that it was trained on stood: aligned, or not.
#pragma once

#include <string>

#include "dataio/shards/dataset.h"
#include "src/method/localizer.h"

namespace gren {

// Throws DataError: the run was trained on aligned films and the set's are not, or the other way round.
// `data`: the data set's folder.
void require_same_frame(const Dataset& dataset, const LocalizerSpec& spec, const std::string& data);

}  // namespace gren
