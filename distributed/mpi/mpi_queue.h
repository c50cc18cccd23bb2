// One thread that owns MPI and takes collectives from a queue, so that they proceed while others compute.
#pragma once

#include <mpi.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "distributed/mpi/desync_report.h"
#include "distributed/mpi/mpi_work.h"

namespace gren {

struct MpiJob {
    c10::intrusive_ptr<MpiWork> work;
    std::function<void(MPI_Request*)> start;  // posts one nonblocking call; owns the tensors MPI works on
    std::function<void()> finish;             // after completion, on the queue's thread; may be empty
    std::chrono::milliseconds timeout;        // counted from start, not from submission
};

// One collective is in flight at a time: all ranks submit in the same order, so that is also the order in
// which MPI sees them. A job that fails or is late stops the queue, since the ranks are out of step from then
// on: all that is queued fails with it, and submit() refuses with its message, which names the ranks that did
// not join. The tensors of a job that MPI has not completed stay in memory until the process ends, since MPI
// may still write to them.
class MpiQueue {
  public:
    explicit MpiQueue(MPI_Comm desync_report);  // for the desync report's messages alone
    ~MpiQueue();                                // as finish()
    MpiQueue(const MpiQueue&) = delete;
    MpiQueue& operator=(const MpiQueue&) = delete;

    // Throws CollectiveError when the queue has stopped.
    void submit(MpiJob job);
    // Completes what has been submitted and ends the thread. Returns whether every job succeeded.
    bool finish();
    // Ends the thread without completing anything.
    void abandon();

  private:
    void run();
    std::optional<MpiJob> next();
    void answer_until_stopped();
    void carry_out(const MpiJob& job);
    void fail(MpiJob job, const std::exception_ptr& error);

    DesyncReport desync_report_;
    std::uint64_t begun_ = 0;  // sequence number of the last job started; of the thread alone
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<MpiJob> jobs_;
    bool stopping_ = false;
    std::string stopped_because_;  // empty: the queue accepts jobs
    bool has_failed_ = false;
    std::atomic<bool> abandoned_ = false;
    std::thread thread_;  // last: the others must exist when it starts
};

}  // namespace gren
