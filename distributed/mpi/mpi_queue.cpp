#include "distributed/mpi/mpi_queue.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

#include "distributed/session/collective_error.h"
#include "distributed/session/mpi_error.h"

namespace gren {

namespace {
constexpr std::chrono::milliseconds kIdlePause(50), kPatience(2000);  // of the desync report
}  // namespace

using std::chrono::microseconds;
using std::chrono::steady_clock;

MpiQueue::MpiQueue(MPI_Comm desync_report) : desync_report_(desync_report), thread_([this] { run(); }) {}

MpiQueue::~MpiQueue() {
    finish();
}

void MpiQueue::submit(MpiJob job) {
    {
        const std::lock_guard lock(mutex_);
        if (!stopped_because_.empty())
            throw CollectiveError(fmt::format("{} cannot start: communication ended before it: {}",
                                              job.work->name(), stopped_because_));
        jobs_.push_back(std::move(job));
    }
    changed_.notify_one();
}

bool MpiQueue::finish() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        if (stopped_because_.empty()) stopped_because_ = "this rank has left the world";
    }
    changed_.notify_one();
    if (thread_.joinable()) thread_.join();
    return !has_failed_;
}

void MpiQueue::abandon() {
    abandoned_ = true;
    finish();
}

std::optional<MpiJob> MpiQueue::next() {
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, kIdlePause, [&] { return stopping_ || !jobs_.empty(); })) {
        lock.unlock();
        desync_report_.answer(begun_);
        lock.lock();
    }
    if (jobs_.empty()) return std::nullopt;
    auto job = std::move(jobs_.front());
    jobs_.pop_front();
    return job;
}

void MpiQueue::run() {
    while (auto job = next()) {
        try {
            carry_out(*job);
        } catch (...) {
            fail(std::move(*job), std::current_exception());
            answer_until_stopped();
            return;
        }
        job->work->complete(nullptr);
    }
}

// Others that are late, too, hear that this rank had joined.
void MpiQueue::answer_until_stopped() {
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, kIdlePause, [&] { return stopping_; })) desync_report_.answer(begun_);
}

void MpiQueue::carry_out(const MpiJob& job) {
    // Ranks may share cores with each other's compute threads: spin for small messages only, then sleep.
    constexpr microseconds spin(20), longest_pause(200);
    microseconds pause(50);
    const auto stop_if_abandoned = [&] {
        if (abandoned_) throw CollectiveError(job.work->name() + " was abandoned: this rank is stopping");
    };
    stop_if_abandoned();
    MPI_Request request = MPI_REQUEST_NULL;
    begun_ = job.work->getSequencenumber();
    job.work->begin();
    job.start(&request);
    const auto begin = steady_clock::now();
    for (int done = 0;;) {
        check_mpi(MPI_Test(&request, &done, MPI_STATUS_IGNORE), "MPI_Test");
        if (done) break;
        stop_if_abandoned();
        const auto waited = steady_clock::now() - begin;
        if (waited > job.timeout)
            throw CollectiveError(
                job.work->late(job.timeout, absentees(desync_report_.ask(begun_, kPatience), begun_)));
        if (waited < spin) continue;
        desync_report_.answer(begun_);
        std::this_thread::sleep_for(pause);
        pause = std::min(pause * 5 / 4, longest_pause);
    }
    if (job.finish) job.finish();
}

void MpiQueue::fail(MpiJob job, const std::exception_ptr& error) {
    std::deque<MpiJob> queued;
    {
        const std::lock_guard lock(mutex_);
        try {
            std::rethrow_exception(error);
        } catch (const std::exception& e) {
            stopped_because_ = e.what();
        }
        queued.swap(jobs_);
        has_failed_ = true;
    }
    job.work->complete(error);
    (void)std::make_unique<MpiJob>(std::move(job)).release();  // never freed: see the header
    for (const auto& waiting : queued) waiting.work->complete(error);
}

}  // namespace gren
