// How far a run of a plan is, as its folder tells.
#pragma once

#include "src/plan/material.h"
#include "src/plan/run.h"
#include "src/run/run_folder.h"

namespace gren::plan {

enum class RunState { to_train, to_evaluate, finished };

// Throws DataError naming every difference: the folder holds a run of other options, another data set or
// other lists. What says how fast a run goes, and where things are, is no difference.
RunState state_of(const RunFolder& folder, const PlannedRun& run, const RunMaterial& material);

}  // namespace gren::plan
