#include "distributed/transport/moment.h"

#include <c10/core/Event.h>

namespace gren {
namespace {

class TimingEvent final : public StreamEvent {
  public:
    explicit TimingEvent(const c10::Stream& stream)
        : event_(stream.device_type(), c10::EventFlag::BACKEND_DEFAULT) {  // torch's own default has no time
        event_.record(stream);
    }
    double seconds_since(const StreamEvent& earlier) const override {
        return dynamic_cast<const TimingEvent&>(earlier).event_.elapsedTime(event_) / 1e3;
    }

  private:
    c10::Event event_;
};

}  // namespace

Moment host_moment() {
    return {.host = std::chrono::steady_clock::now()};
}

Moment moment_in(const c10::Stream& stream) {
    auto moment = host_moment();
    if (stream.device_type() == c10::DeviceType::CPU) return moment;
    moment.event = std::make_shared<TimingEvent>(stream);
    moment.stream = stream.id();
    return moment;
}

}  // namespace gren
