// What in the facts of all ranks will cost a job time or its life, each with its cure.
#pragma once

#include <string>
#include <vector>

#include "src/doctor/rank_facts.h"

namespace gren {

// `threads_per_rank`: that a training rank runs, compute and loader together. A sentence each; none:
// nothing to mend.
std::vector<std::string> doctor_warnings(const std::vector<RankFacts>& ranks, int threads_per_rank);

// Seconds between the earliest and the latest clock, which were read at one moment.
double clock_skew(const std::vector<RankFacts>& ranks);

}  // namespace gren
