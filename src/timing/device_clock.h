// How a timeline notes a moment: of the host, or of the stream that is current.
#pragma once

#include <memory>
#include <optional>

#include "distributed/transport/moment.h"
#include "distributed/world.h"

namespace gren {

class DeviceClock {
  public:
    virtual ~DeviceClock() = default;
    // After what this thread's current stream has been given; waits for nothing.
    virtual Moment now() const = 0;
    // The host waits until the device has come to every moment so far.
    virtual void wait() = 0;
    // The stream of what is computed beside the step's own.
    virtual std::optional<c10::StreamId> side() const { return std::nullopt; }
};

std::unique_ptr<DeviceClock> host_clock();
std::unique_ptr<DeviceClock> clock_of(const World& world);  // the host's where world.device() is the CPU

}  // namespace gren
