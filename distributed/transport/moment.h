// When something happens: on the host, or in a stream of a GPU, where the time is known once the device has
// come to it.
#pragma once

#include <c10/core/Stream.h>

#include <chrono>
#include <memory>

namespace gren {

// A place in the order of a stream.
class StreamEvent {
  public:
    virtual ~StreamEvent() = default;
    // REQUIRES that the device has come to both.
    virtual double seconds_since(const StreamEvent& earlier) const = 0;
};

// Over when the host was there, and the device, too, where there is an event.
struct Moment {
    using Time = std::chrono::steady_clock::time_point;
    Time host{};
    std::shared_ptr<const StreamEvent> event{};  // null: of the host alone
    c10::StreamId stream = 0;                    // of the event
};

Moment host_moment();
// After what `stream` has been given so far; nobody waits for it. A stream of the CPU: now.
Moment moment_in(const c10::Stream& stream);

}  // namespace gren
