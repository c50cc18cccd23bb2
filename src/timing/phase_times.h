// Where the time of traced steps went, and the table that says so.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "distributed/world.h"
#include "src/timing/timeline_event.h"

namespace gren {

struct PhaseTimes {
    std::int64_t step = 0;
    std::array<double, kPhases> seconds{};  // by Phase; their sum is the step's time
    double communication = 0;               // seconds in which a collective was under way, or several

    double total() const;
    double busy() const;  // total without waiting for other ranks
};

// One per step, in order. A phase inside another counts for itself and no longer for the outer one; what a
// GPU computes beside the step's stream counts where that stream stands still for it.
std::vector<PhaseTimes> phase_times(const std::vector<TimelineEvent>& events);

// Collective; all ranks have traced the same steps. Shares over the ranks, how much of the communication was
// hidden behind computing, and the ranks that held the others up. -> text, the same on all ranks
std::string time_table(World& world, const std::vector<PhaseTimes>& own);

}  // namespace gren
