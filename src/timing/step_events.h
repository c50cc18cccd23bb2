// What has been told of a step while it ran: all but the times, which streams have not come to yet.
#pragma once

#include <functional>
#include <vector>

#include "distributed/transport/traffic.h"
#include "src/timing/timeline_event.h"

namespace gren {

// Of one thread at a time.
class StepEvents {
  public:
    void add(TimelineEvent event, const Moment& begin, const Moment& end);
    // `event`: its lanes alone; what else a collective or the wait for it has comes from the span.
    void add_collective(TimelineEvent event, const CollectiveSpan& span);
    void add_wait(TimelineEvent event, const CollectiveSpan& span, const Moment& from, const Moment& until);
    // A backward pass ends. Nobody calls wait() for the reducer's buckets: it looks at their futures when the
    // last gradient has come, which is when it submits the last bucket. They are what nobody
    // has waited for.
    void add_wait_for_gradients(const Moment& backward_end);

    // All of them, by their ends; nothing is left then. Waits for what was ready are not among them.
    std::vector<TimelineEvent> take(std::int64_t step, const std::function<double(const Moment&)>& seconds);

  private:
    struct Noted {
        TimelineEvent event;
        Moment begin, end, submitted;
        std::vector<CollectiveSpan> buckets{};  // begin and end come from them
    };
    static void time_by_buckets(TimelineEvent& event, const Noted& noted,
                                const std::function<double(const Moment&)>& seconds);

    std::vector<Noted> noted_;
    std::vector<CollectiveSpan> unawaited_;
};

}  // namespace gren
