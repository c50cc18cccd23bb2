#include "distributed/mpi/mpi_work.h"

#include <fmt/format.h>

#include <exception>

#include "distributed/session/collective_error.h"

namespace gren {
namespace {

c10d::OpType op_type_of(Collective collective) {
    switch (collective) {
        case Collective::all_reduce:
            return c10d::OpType::ALLREDUCE;
        case Collective::broadcast:
            return c10d::OpType::BROADCAST;
        case Collective::all_gather:
            return c10d::OpType::ALLGATHER;
        case Collective::reduce_scatter:
            return c10d::OpType::REDUCE_SCATTER;
        case Collective::all_to_all:
            return c10d::OpType::ALLTOALL_BASE;
        case Collective::barrier:
            return c10d::OpType::BARRIER;
    }
    return c10d::OpType::UNKNOWN;
}

}  // namespace

MpiWork::MpiWork(Traffic& traffic, Collective collective, std::int64_t bytes, std::uint64_t sequence,
                 int rank, int size, std::vector<torch::Tensor> outputs)
    : c10d::Work(rank, op_type_of(collective)),
      traffic_(traffic),
      span_{.kind = collective, .bytes = bytes, .sequence = sequence, .submitted = host_moment()},
      size_(size),
      outputs_(std::move(outputs)),
      future_(c10::make_intrusive<c10::ivalue::Future>(c10::ListType::create(c10::TensorType::get()))) {}

bool MpiWork::wait(std::chrono::milliseconds timeout) {
    const auto from = host_moment();
    std::unique_lock lock(mutex_);
    const auto done = [&] { return completed_; };
    if (timeout == kNoTimeout)
        cv_.wait(lock, done);
    else if (!cv_.wait_for(lock, timeout, done))
        throw CollectiveError(late(timeout, "a rank has not joined it yet"));
    if (exception_) std::rethrow_exception(exception_);
    lock.unlock();
    traffic_.awaited(span_, from, host_moment());
    return true;
}

void MpiWork::complete(const std::exception_ptr& error) {
    // The future first: whoever sees the work complete may rely on it.
    if (error) {
        future_->setError(error);
    } else {
        span_.ended = host_moment();
        traffic_.carried_out(span_);
        future_->markCompleted(c10::IValue(outputs_));
    }
    finish(error);
}

std::string MpiWork::name() const {
    return fmt::format("{} {} of rank {} of {}", name_of(span_.kind), span_.sequence, rank_, size_);
}

std::string MpiWork::late(std::chrono::milliseconds timeout, const std::string& why) const {
    return fmt::format("{} was not complete after {:.1f} s: {}", name(),
                       std::chrono::duration<double>(timeout).count(), why);
}

}  // namespace gren
