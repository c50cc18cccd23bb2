// How much memory a rank may have.
#pragma once

#include <cstdint>

#include "distributed/world.h"

namespace gren {

// What Linux would give without swapping; more than any set where it does not say.
std::int64_t free_host_bytes();

// For this rank on its device: free memory, shared with the ranks of this host where that is the host's, and
// no more than the process's limit (ulimit -v) and its control group leave.
std::int64_t room_bytes(const World& world);

// Collective: the least of all ranks', the same on all.
std::int64_t least_room_bytes(World& world);

}  // namespace gren
