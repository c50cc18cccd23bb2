// What gren ablate --list prints: the runs of a plan, the command that trains each, and what is left to do.
#pragma once

#include <string>
#include <vector>

#include "src/plan/job.h"

namespace gren::plan {

// A line a run, then the sums. Without `has_data` steps and images are unknown.
std::string list_text(const std::vector<PlanJob>& jobs, const Launcher& launcher, bool has_data);

// The same as one object: {"runs": [{"name", "command", "finished", "steps", "images"}], …}; steps
// and images are null without `has_data`.
std::string list_json(const std::vector<PlanJob>& jobs, const Launcher& launcher, bool has_data);

}  // namespace gren::plan
