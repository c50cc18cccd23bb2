// How fast this world's collectives are: the small ones by their latency, the large ones by the
// bytes they carry.
#pragma once

#include <string>
#include <vector>

#include "distributed/world.h"

namespace gren {

struct CollectiveSpeed {
    Collective collective;
    double latency = 0;  // seconds of a call on 8 bytes a rank: median
    double bytes_per_second =
        0;  // that a rank sends (COLLECTIVES.md) in calls on `kLargeBytes`; 0: nothing travels
};

inline constexpr std::int64_t kLargeBytes = 16 << 20;

// Collective. Of each kind that training uses on the world's device, in the order of Collective; takes a few
// seconds at the most on a network of 100 MB/s.
std::vector<CollectiveSpeed> collective_speeds(World& world);

}  // namespace gren
