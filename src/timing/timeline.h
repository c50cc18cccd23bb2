// What a rank does with its time: the phases of a training step, the collectives beside them, and the waits.
//
// Records between start() and stop(); otherwise a TimedPhase is one comparison and nobody listens to the
// collectives. On a GPU the device finishes its work at both ends of a phase, so that a phase is charged with
// what it queued: a recorded step is a little slower there.
#pragma once

#include <torch/types.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <mutex>
#include <string>
#include <vector>

#include "distributed/transport/traffic.h"

namespace gren {

// What a step's time goes to; each moment of it to one of them.
enum class Phase { stall, copy, forward, head, graph, backward, optimizer, wait, rest };
inline constexpr int kPhases = 9;
const char* name_of(Phase phase);  // "communication not hidden" for waits

struct TimelineEvent {
    enum class Lane { computes, communicates };
    Lane lane = Lane::computes;
    Phase phase = Phase::rest;  // of what computes
    std::string name{};
    double begin = 0, end = 0;  // seconds since start()
    std::int64_t step = 0;
    std::int64_t bytes = -1;     // of a collective or a copy
    std::uint64_t sequence = 0;  // of a collective and of the wait for it
    double submitted = 0;        // of a collective
};

class Timeline final : public TrafficListener {
  public:
    using Time = std::chrono::steady_clock::time_point;

    // `traffic` must outlive the timeline.
    Timeline(Traffic& traffic, torch::Device device) : traffic_(traffic), device_(device) {}
    ~Timeline() override { stop(); }
    Timeline(const Timeline&) = delete;
    Timeline& operator=(const Timeline&) = delete;

    void start();
    void stop();
    bool records() const { return records_; }
    // Events of one step bear its number and lie in its own event "step".
    void begin_step(std::int64_t step);
    void end_step();

    // What has been queued on the device is done then.
    Time now() const;
    void add(Phase phase, const char* name, Time begin, Time end, std::int64_t bytes = -1);
    std::vector<TimelineEvent> events() const;  // in the order in which they ended

    void carried_out(const CollectiveSpan& span) override;
    void awaited(const CollectiveSpan& span, Time from, Time until) override;

  private:
    TimelineEvent event(TimelineEvent::Lane lane, Time begin, Time end) const;
    void add_wait_for_gradients(Time backward_end);
    void push(TimelineEvent event);

    Traffic& traffic_;
    torch::Device device_;
    bool records_ = false;
    Time origin_{}, step_begin_{};
    std::int64_t step_ = 0;
    mutable std::mutex mutex_;
    std::vector<TimelineEvent> events_;
    std::vector<CollectiveSpan> unawaited_;  // of this step
};

// A phase from here to the end of the scope.
class TimedPhase {
  public:
    // `timeline` and `name` must outlive the phase.
    TimedPhase(Timeline& timeline, Phase phase, const char* name)
        : timeline_(timeline.records() ? &timeline : nullptr),
          phase_(phase),
          name_(name),
          begin_(timeline_ ? timeline_->now() : Timeline::Time{}) {}
    ~TimedPhase() {  // a device that has failed must not be asked again
        if (timeline_ && std::uncaught_exceptions() == 0)
            timeline_->add(phase_, name_, begin_, timeline_->now());
    }
    TimedPhase(const TimedPhase&) = delete;
    TimedPhase& operator=(const TimedPhase&) = delete;
    // The part of the phase that ends now.
    void part_ended(Phase phase, const char* name) const {
        if (timeline_) timeline_->add(phase, name, begin_, timeline_->now());
    }

  private:
    Timeline* timeline_;
    Phase phase_;
    const char* name_;
    Timeline::Time begin_;
};

}  // namespace gren
