// What a run is called, and the group over whose folds and seeds it is averaged.
#pragma once

namespace gren::plan {

struct PlannedRun;

// Sets `name` and `group` from the rest of the run:
// METHOD_PARTICIPATION_nN[_its preset and what is not usual]_foldF[_splitS]_seedS, the group up to _fold.
void give_name(PlannedRun& run);

}  // namespace gren::plan
