// Calls and bytes of each kind of collective, by the formulas of COLLECTIVES.md, and when each ran
// for whoever listens.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>

#include "distributed/transport/moment.h"

namespace gren {

enum class Collective { all_reduce, broadcast, all_gather, reduce_scatter, all_to_all, barrier };
inline constexpr int kCollectives = 6;
const char* name_of(Collective collective);

struct TrafficCount {
    std::int64_t calls = 0;
    std::int64_t bytes = 0;  // payload other ranks need of this one, whatever MPI makes of it
};

using TrafficCounts = std::array<TrafficCount, kCollectives>;  // by Collective
TrafficCounts operator-(TrafficCounts later, const TrafficCounts& earlier);
TrafficCount total(const TrafficCounts& counts);

// One collective as its rank saw it: by MPI in moments of the host, by NCCL in those of streams, which lie
// ahead when they are told.
struct CollectiveSpan {
    Collective kind{};
    std::int64_t bytes = 0;      // as counted
    std::uint64_t sequence = 0;  // equal on all ranks; of MPI and of each communicator of NCCL from 1
    bool of_graph = false;       // by NCCL's communicator of the graph (nccl.h)
    Moment submitted{}, begun{}, ended{};
};

// Told on the threads concerned, while they wait for the answer: be quick.
class TrafficListener {
  public:
    virtual ~TrafficListener() = default;
    // By the thread that communicates, before anybody sees the collective complete; of NCCL by the thread
    // that submitted it, at once.
    virtual void carried_out(const CollectiveSpan& span) = 0;
    // By a thread that needed the result of `span`: it, or its stream, stood still from `from` to `until`,
    // which may be equal.
    virtual void awaited(const CollectiveSpan& span, const Moment& from, const Moment& until) = 0;
};

// Thread-safe.
class Traffic {
  public:
    void add(Collective collective, std::int64_t bytes);
    void add(const TrafficCounts& counts);  // may be negative: of what was counted and never travelled
    TrafficCount of(Collective collective) const;
    TrafficCounts counts() const;
    TrafficCount total() const;

    // Null: nobody listens. When it returns, no call of the former listener is under way.
    void tell(TrafficListener* listener);
    bool is_heard() const { return listener_ != nullptr; }
    void carried_out(const CollectiveSpan& span);
    void awaited(const CollectiveSpan& span, const Moment& from, const Moment& until);

  private:
    mutable std::mutex mutex_, listener_mutex_;
    TrafficCounts counts_{};
    std::atomic<TrafficListener*> listener_ = nullptr;  // read without the mutex only to see that it is null
};

}  // namespace gren
