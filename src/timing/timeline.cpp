#include "src/timing/timeline.h"

#include <algorithm>
#include <iterator>

namespace gren {

void Timeline::start() {
    clock_->wait();
    origin_ = clock_->now();
    records_ = true;
    traffic_.tell(this);
}

void Timeline::stop() {
    if (!records_) return;
    traffic_.tell(nullptr);
    records_ = false;
    if (std::uncaught_exceptions() > 0) return;  // a device that has failed must not be asked again
    clock_->wait();
    for (auto& [step, told] : ended_)
        std::ranges::move(told.take(step, [this](const Moment& moment) { return seconds(moment); }),
                          std::back_inserter(events_));
    ended_.clear();
}

void Timeline::begin_step(std::int64_t step) {
    step_ = step;
    step_begin_ = now();
    const std::lock_guard lock(mutex_);
    told_ = {};
}

void Timeline::end_step() {
    add(Phase::rest, "step", step_begin_, now());
    const std::lock_guard lock(mutex_);
    ended_.emplace_back(step_, std::exchange(told_, {}));
}

double Timeline::seconds(const Moment& moment) const {
    const double host = std::chrono::duration<double>(moment.host - origin_.host).count();
    return moment.event ? std::max(host, moment.event->seconds_since(*origin_.event)) : host;
}

Lane Timeline::lane_of(const Moment& moment) const {
    return moment.event && moment.stream == clock_->side() ? Lane::beside : Lane::computes;
}

Lane Timeline::lane_of(const CollectiveSpan& span) const {
    if (!in_stream(span.ended)) return Lane::communicates_by_hosts;
    return span.of_graph ? Lane::communicates_graph : Lane::communicates;
}

void Timeline::add(Phase phase, const char* name, const Moment& begin, const Moment& end,
                   std::int64_t bytes) {
    const std::lock_guard lock(mutex_);
    if (phase == Phase::backward) told_.add_wait_for_gradients(end);
    told_.add({.lane = lane_of(end), .phase = phase, .name = name, .bytes = bytes}, begin, end);
}

void Timeline::carried_out(const CollectiveSpan& span) {
    const std::lock_guard lock(mutex_);
    told_.add_collective({.lane = lane_of(span), .submitted_in = lane_of(span.submitted)}, span);
}

void Timeline::awaited(const CollectiveSpan& span, const Moment& from, const Moment& until) {
    if (!in_stream(until)) return;  // the host stood still, which is no time of the device
    const std::lock_guard lock(mutex_);
    told_.add_wait({.lane = lane_of(until)}, span, from, until);
}

}  // namespace gren
