// Pieces of work for whichever rank is free: rank 0 hands out their numbers between pieces of its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>

#include "distributed/session/mpi_session.h"
#include "distributed/session/own_communicator.h"

namespace gren {

// Every rank asks for pieces 0 to pieces-1 until there are none; each piece goes to exactly one rank. Plain
// messages rather than one-sided ones, which Open MPI 4 refuses between hosts once threads are used. Cost: 16
// bytes a piece and 8 a report, sent to rank 0. Nobody has a window into rank 0: a rank waits for its next
// piece until rank 0 calls next() or report(), so call report() often: well within
// `timeout`.
// REQUIRES: no collective of a World is in flight while a function of this class runs.
class WorkQueue {
  public:
    // Called on rank 0 with the units reported by all ranks so far.
    using Heard = std::function<void(std::int64_t units)>;

    // Collective, and so is its end unless an exception is in flight; `session` must outlive it. A rank that
    // has no word of another for `timeout`, where it waits for one, throws CollectiveError naming it.
    WorkQueue(const MpiSession& session, std::int64_t pieces, std::chrono::milliseconds timeout, Heard heard);

    // Nothing when all pieces are given out; on rank 0 only after every other rank was told so.
    std::optional<std::int64_t> next();
    // This rank has done so many units more.
    void report(std::int64_t units);

  private:
    std::optional<std::int64_t> take();
    std::int64_t answer_of_rank_0();
    void dismiss_the_others();
    bool serve_one();
    void hear(std::int64_t units);

    const MpiSession& session_;
    const std::int64_t pieces_;
    const std::chrono::milliseconds timeout_;
    const Heard heard_;
    const OwnCommunicator comm_;
    std::int64_t given_ = 0, units_ = 0;
    std::set<int> at_work_;  // on rank 0: ranks that were not told that nothing is left
};

}  // namespace gren
