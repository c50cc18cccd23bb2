// What a rank does with its time: the phases of a training step, the collectives beside them, and the waits.
//
// Records between start() and stop(); otherwise a TimedPhase is one comparison and nobody listens to the
// collectives. On a GPU a phase is what the device does of it: its begin and its end are events in the stream
// that is current, and nobody waits for them before stop(), so that the host runs ahead as it always does.
#pragma once

#include <exception>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "src/timing/device_clock.h"
#include "src/timing/step_events.h"

namespace gren {

class Timeline final : public TrafficListener {
  public:
    // `traffic` must outlive the timeline.
    Timeline(Traffic& traffic, std::unique_ptr<DeviceClock> clock)
        : traffic_(traffic), clock_(std::move(clock)) {}
    ~Timeline() override { stop(); }
    Timeline(const Timeline&) = delete;
    Timeline& operator=(const Timeline&) = delete;

    void start();  // the host waits for the device
    void stop();   // and here; what has been told since the last step ended is left out
    bool records() const { return records_; }
    // Events of one step bear its number and lie in its own event "step".
    void begin_step(std::int64_t step);
    void end_step();

    Moment now() const { return records_ ? clock_->now() : Moment(); }
    // In the lane of the stream of `end`.
    void add(Phase phase, const char* name, const Moment& begin, const Moment& end, std::int64_t bytes = -1);
    // Of the steps that had ended at stop(), step by step, by their ends.
    const std::vector<TimelineEvent>& events() const { return events_; }

    void carried_out(const CollectiveSpan& span) override;
    void awaited(const CollectiveSpan& span, const Moment& from, const Moment& until) override;

  private:
    double seconds(const Moment& moment) const;  // since start()
    bool in_stream(const Moment& moment) const { return !origin_.event || moment.event; }
    Lane lane_of(const Moment& moment) const;
    Lane lane_of(const CollectiveSpan& span) const;

    Traffic& traffic_;
    std::unique_ptr<DeviceClock> clock_;
    bool records_ = false;
    Moment origin_, step_begin_;
    std::int64_t step_ = 0;
    std::mutex mutex_;
    StepEvents told_;
    std::vector<std::pair<std::int64_t, StepEvents>> ended_;  // steps whose times are not known yet
    std::vector<TimelineEvent> events_;
};

// A phase from here to the end of the scope.
class TimedPhase {
  public:
    // `timeline` and `name` must outlive the phase.
    TimedPhase(Timeline& timeline, Phase phase, const char* name)
        : timeline_(timeline.records() ? &timeline : nullptr),
          phase_(phase),
          name_(name),
          begin_(timeline.now()) {}
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
    Moment begin_;
};

}  // namespace gren
