#include "src/timing/timeline.h"

#include <c10/core/impl/VirtualGuardImpl.h>

#include <algorithm>
#include <array>

namespace gren {
namespace {

constexpr std::chrono::microseconds kShortest(1);  // what was ready is no wait

}  // namespace

const char* name_of(Phase phase) {
    static constexpr std::array<const char*, kPhases> names = {
        "data stall", "copy",     "forward",   "head and loss",
        "graph",      "backward", "optimizer", "communication not hidden",
        "rest"};
    return names.at(static_cast<std::size_t>(phase));
}

void Timeline::start() {
    origin_ = std::chrono::steady_clock::now();
    records_ = true;
    traffic_.tell(this);
}

void Timeline::stop() {
    if (!records_) return;
    traffic_.tell(nullptr);
    records_ = false;
}

void Timeline::begin_step(std::int64_t step) {
    step_ = step;
    step_begin_ = now();
    const std::lock_guard lock(mutex_);
    unawaited_.clear();
}

void Timeline::end_step() {
    add(Phase::rest, "step", step_begin_, now());
}

Timeline::Time Timeline::now() const {
    if (!device_.is_cpu()) c10::impl::VirtualGuardImpl(device_.type()).synchronizeDevice(device_.index());
    return std::chrono::steady_clock::now();
}

TimelineEvent Timeline::event(TimelineEvent::Lane lane, Time begin, Time end) const {
    const auto seconds = [this](Time time) { return std::chrono::duration<double>(time - origin_).count(); };
    TimelineEvent event;
    event.lane = lane;
    event.begin = seconds(begin);
    event.end = seconds(end);
    event.step = step_;
    return event;
}

void Timeline::push(TimelineEvent event) {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
}

void Timeline::add(Phase phase, const char* name, Time begin, Time end, std::int64_t bytes) {
    if (phase == Phase::backward) add_wait_for_gradients(end);
    auto ended = event(TimelineEvent::Lane::computes, begin, end);
    ended.phase = phase;
    ended.name = name;
    ended.bytes = bytes;
    push(std::move(ended));
}

// Nobody calls wait() for the reducer's buckets: it looks at their futures when the last gradient has come,
// which is when it submits the last bucket.
void Timeline::add_wait_for_gradients(Time backward_end) {
    std::vector<CollectiveSpan> buckets;
    {
        const std::lock_guard lock(mutex_);
        buckets.swap(unawaited_);
    }
    if (buckets.empty()) return;
    Time from{}, until{};
    for (const auto& bucket : buckets) {
        from = std::max(from, bucket.submitted);
        until = std::max(until, bucket.ended);
    }
    until = std::min(until, backward_end);
    if (until > from) add(Phase::wait, "wait for gradients", from, until);
}

std::vector<TimelineEvent> Timeline::events() const {
    const std::lock_guard lock(mutex_);
    return events_;
}

void Timeline::carried_out(const CollectiveSpan& span) {
    auto collective = event(TimelineEvent::Lane::communicates, span.begun, span.ended);
    collective.name = name_of(span.kind);
    collective.bytes = span.bytes;
    collective.sequence = span.sequence;
    collective.submitted = std::chrono::duration<double>(span.submitted - origin_).count();
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(collective));
    unawaited_.push_back(span);
}

void Timeline::awaited(const CollectiveSpan& span, Time from, Time until) {
    auto wait = event(TimelineEvent::Lane::computes, from, until);
    wait.phase = Phase::wait;
    wait.name = std::string("wait for ") + name_of(span.kind);
    wait.sequence = span.sequence;
    const std::lock_guard lock(mutex_);
    std::erase_if(unawaited_, [&](const auto& other) { return other.sequence == span.sequence; });
    if (until - from > kShortest) events_.push_back(std::move(wait));
}

}  // namespace gren
