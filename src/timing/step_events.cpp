#include "src/timing/step_events.h"

#include <algorithm>

namespace gren {
namespace {

constexpr double kShortest = 1e-6;  // seconds; what was ready is no wait

bool are_one(const CollectiveSpan& a, const CollectiveSpan& b) {
    return a.sequence == b.sequence && a.of_graph == b.of_graph;
}

}  // namespace

void StepEvents::add(TimelineEvent event, const Moment& begin, const Moment& end) {
    noted_.push_back({std::move(event), begin, end, {}});
}

void StepEvents::add_collective(TimelineEvent event, const CollectiveSpan& span) {
    event.name = name_of(span.kind);
    event.bytes = span.bytes;
    event.sequence = span.sequence;
    if (event.lane != Lane::communicates_by_hosts) unawaited_.push_back(span);
    noted_.push_back({std::move(event), span.begun, span.ended, span.submitted});
}

void StepEvents::add_wait(TimelineEvent event, const CollectiveSpan& span, const Moment& from,
                          const Moment& until) {
    std::erase_if(unawaited_, [&](const auto& other) { return are_one(other, span); });
    event.phase = Phase::wait;
    event.name = std::string("wait for ") + name_of(span.kind);
    event.sequence = span.sequence;
    noted_.push_back({std::move(event), from, until, {}});
}

void StepEvents::add_wait_for_gradients(const Moment& backward_end) {
    if (unawaited_.empty()) return;
    TimelineEvent event;
    event.phase = Phase::wait;
    event.name = "wait for gradients";
    noted_.push_back({std::move(event), {}, backward_end, {}, std::move(unawaited_)});
    unawaited_.clear();
}

void StepEvents::time_by_buckets(TimelineEvent& event, const Noted& noted,
                                 const std::function<double(const Moment&)>& seconds) {
    double from = seconds(noted.buckets.front().submitted), until = seconds(noted.buckets.front().ended);
    for (const auto& bucket : noted.buckets) {
        from = std::max(from, seconds(bucket.submitted));
        until = std::max(until, seconds(bucket.ended));
    }
    event.begin = from;
    event.end = std::min(until, seconds(noted.end));
}

std::vector<TimelineEvent> StepEvents::take(std::int64_t step,
                                            const std::function<double(const Moment&)>& seconds) {
    std::vector<TimelineEvent> events;
    for (auto& noted : noted_) {
        auto event = std::move(noted.event);
        event.step = step;
        if (noted.buckets.empty()) {
            event.begin = seconds(noted.begin);
            event.end = seconds(noted.end);
        } else {
            time_by_buckets(event, noted, seconds);
        }
        if (is_communication(event.lane)) event.submitted = seconds(noted.submitted);
        if (event.phase == Phase::wait && event.end - event.begin <= kShortest) continue;
        events.push_back(std::move(event));
    }
    noted_.clear();
    unawaited_.clear();
    std::ranges::stable_sort(events, {}, &TimelineEvent::end);
    return events;
}

}  // namespace gren
