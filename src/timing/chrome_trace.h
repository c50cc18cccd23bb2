// A rank's timeline as a Chrome trace: opens in https://ui.perfetto.dev and in chrome://tracing.
#pragma once

#include <string>
#include <vector>

#include "src/timing/timeline_event.h"

namespace gren {

// JSON in the "Trace Event Format": complete events ("X") in microseconds, process = rank, thread = lane,
// those alone in which something is; an arrow from where a collective was submitted to where it ran. `who`:
// what the process is called, "rank 1 of 4 on node7".
std::string chrome_trace(const std::vector<TimelineEvent>& events, int rank, const std::string& who);

}  // namespace gren
