// Whose turn the device is, where several threads have work for it.
#pragma once

#include <c10/core/DeviceGuard.h>
#include <torch/types.h>

#include <mutex>

namespace gren {

// On a GPU one thread at a time gives it a batch and takes what comes out, while the others read images and
// find regions: it is busy as long as they keep up, and memory holds the activations of one batch. On a CPU
// each thread computes on a core of its own, and nobody waits.
class DeviceTurn {
  public:
    explicit DeviceTurn(torch::Device device) : DeviceTurn(device, !device.is_cpu()) {}
    DeviceTurn(torch::Device device, bool one_at_a_time) : device_(device), one_at_a_time_(one_at_a_time) {}

    torch::Device device() const { return device_; }
    // work(device()), which is the current device meanwhile.
    template <class Work>
    auto take(const Work& work) {
        std::unique_lock lock(mutex_, std::defer_lock);
        if (one_at_a_time_) lock.lock();
        const c10::DeviceGuard guard(device_);
        return work(device_);
    }

  private:
    torch::Device device_;
    bool one_at_a_time_;
    std::mutex mutex_;
};

}  // namespace gren
