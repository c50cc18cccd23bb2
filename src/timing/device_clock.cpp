#include "src/timing/device_clock.h"

#include "distributed/transport/current_stream.h"

namespace gren {
namespace {

class HostClock final : public DeviceClock {
  public:
    Moment now() const override { return host_moment(); }
    void wait() override {}
};

class StreamClock final : public DeviceClock {
  public:
    StreamClock(torch::Device device, const std::optional<c10::Stream>& side) : device_(device) {
        if (side) side_ = side->id();
    }
    Moment now() const override { return moment_in(current_stream(device_)); }
    void wait() override { c10::impl::VirtualGuardImpl(device_.type()).synchronizeDevice(device_.index()); }
    std::optional<c10::StreamId> side() const override { return side_; }

  private:
    torch::Device device_;
    std::optional<c10::StreamId> side_;
};

}  // namespace

std::unique_ptr<DeviceClock> host_clock() {
    return std::make_unique<HostClock>();
}

std::unique_ptr<DeviceClock> clock_of(const World& world) {
    if (world.device().is_cpu()) return host_clock();
    return std::make_unique<StreamClock>(world.device(), world.side_stream());
}

}  // namespace gren
