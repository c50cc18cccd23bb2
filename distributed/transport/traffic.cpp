#include "distributed/transport/traffic.h"

namespace gren {

const char* name_of(Collective collective) {
    static constexpr std::array<const char*, kCollectives> names = {
        "all_reduce", "broadcast", "all_gather", "reduce_scatter", "all_to_all", "barrier"};
    return names.at(static_cast<std::size_t>(collective));
}

void Traffic::add(Collective collective, std::int64_t bytes) {
    const std::lock_guard lock(mutex_);
    auto& count = counts_.at(static_cast<std::size_t>(collective));
    count.calls += 1;
    count.bytes += bytes;
}

void Traffic::add(const TrafficCounts& counts) {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < counts.size(); ++i) {
        counts_[i].calls += counts[i].calls;
        counts_[i].bytes += counts[i].bytes;
    }
}

TrafficCount Traffic::of(Collective collective) const {
    const std::lock_guard lock(mutex_);
    return counts_.at(static_cast<std::size_t>(collective));
}

TrafficCounts Traffic::counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
}

TrafficCount Traffic::total() const {
    return gren::total(counts());
}

void Traffic::tell(TrafficListener* listener) {
    const std::lock_guard lock(listener_mutex_);
    listener_ = listener;
}

void Traffic::carried_out(const CollectiveSpan& span) {
    if (!is_heard()) return;
    const std::lock_guard lock(listener_mutex_);
    if (auto* listener = listener_.load()) listener->carried_out(span);
}

void Traffic::awaited(const CollectiveSpan& span, const Moment& from, const Moment& until) {
    if (!is_heard()) return;
    const std::lock_guard lock(listener_mutex_);
    if (auto* listener = listener_.load()) listener->awaited(span, from, until);
}

TrafficCounts operator-(TrafficCounts later, const TrafficCounts& earlier) {
    for (std::size_t i = 0; i < later.size(); ++i) {
        later[i].calls -= earlier[i].calls;
        later[i].bytes -= earlier[i].bytes;
    }
    return later;
}

TrafficCount total(const TrafficCounts& counts) {
    TrafficCount sum;
    for (const auto& count : counts) {
        sum.calls += count.calls;
        sum.bytes += count.bytes;
    }
    return sum;
}

}  // namespace gren
