#include "src/timing/timeline_event.h"

#include <array>

namespace gren {

const char* name_of(Phase phase) {
    static constexpr std::array<const char*, kPhases> names = {
        "data stall", "copy",     "forward",   "head and loss",
        "graph",      "backward", "optimizer", "communication not hidden",
        "rest"};
    return names.at(static_cast<std::size_t>(phase));
}

const char* name_of(Lane lane) {
    static constexpr std::array<const char*, kLanes> names = {"computes", "communicates", "graph beside",
                                                              "communicates for the graph",
                                                              "communicates by the hosts"};
    return names.at(static_cast<std::size_t>(lane));
}

}  // namespace gren
