// How fast the way between two ranks is, pair by pair: what collectives, which go as fast as their slowest
// part, cannot say.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "distributed/session/mpi_session.h"

namespace gren {

struct LinkSpeed {
    int from = 0, to = 0;  // indices into the ranks that were asked for, from < to
    double latency = 0;  // seconds that 8 bytes take one way: half the fastest round trip, since a busy host
                         // is no slow link
    double bytes_per_second = 0;  // of large messages to and fro, one at a time
};

// Collective. Of the pairs of `ranks` (ascending, rank 0 first, the same on all), one after another with
// nothing else on the way. It takes some ten seconds at the most; where links are so slow that it takes
// thirty, the pairs that are left are left out. On rank 0; elsewhere nothing. Throws CollectiveError, which
// names the two, where a message does not come through within `patience`.
std::vector<LinkSpeed> link_speeds(const MpiSession& session, const std::vector<int>& ranks,
                                   std::chrono::milliseconds patience);

}  // namespace gren
