// Whether the training list has lungs for the terms of a method's graph.
#pragma once

#include <string>

#include "dataio/shards/dataset.h"
#include "src/run/training_list.h"

namespace gren {

// A warning where fewer than half of the list's images have lungs that can carry an edge
// (SampleInfo::lungs_flagged), else empty; also empty for a method that asks for none. Throws
// DataError: none has, so that the run would train the baseline under the method's name (of inter alone:
// fewer than the two of a pair).
std::string lungs_for_method(const std::string& method, const Dataset& dataset, const TrainingList& list);

}  // namespace gren
