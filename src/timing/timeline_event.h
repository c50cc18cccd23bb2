// What a rank did with a piece of its time.
#pragma once

#include <cstdint>
#include <string>

namespace gren {

// What a step's time goes to; each moment of it to one of them.
enum class Phase { stall, copy, forward, head, graph, backward, optimizer, wait, rest };
inline constexpr int kPhases = 9;
const char* name_of(Phase phase);  // "communication not hidden" for waits

// The events of a lane lie inside each other or apart.
enum class Lane {
    computes,              // the thread of the CPU, or the stream that the step is given to
    communicates,          // MPI; on a GPU NCCL, for gradients, statistics and parameters
    beside,                // on a GPU the stream of the graph's term (side_stream.h)
    communicates_graph,    // on a GPU NCCL, for the graph
    communicates_by_hosts  // on a GPU MPI, for what the hosts decide by
};
inline constexpr int kLanes = 5;
const char* name_of(Lane lane);
constexpr bool is_communication(Lane lane) {
    return lane != Lane::computes && lane != Lane::beside;
}

struct TimelineEvent {
    Lane lane = Lane::computes;
    Phase phase = Phase::rest;  // of what computes
    std::string name{};
    double begin = 0, end = 0;  // seconds since Timeline::start()
    std::int64_t step = 0;
    std::int64_t bytes = -1;     // of a collective or a copy
    std::uint64_t sequence = 0;  // of a collective and of the wait for it
    double submitted = 0;        // of a collective
    Lane submitted_in = Lane::computes;
};

}  // namespace gren
