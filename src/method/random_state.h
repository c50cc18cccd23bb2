// The state of torch's random numbers, so that a forward pass can be repeated exactly.
#pragma once

#include <torch/types.h>

#include <mutex>

namespace gren {

class RandomState {
  public:
    RandomState() {
        auto generator = at::detail::getDefaultCPUGenerator();
        const std::lock_guard lock(generator.mutex());
        state_ = generator.get_state();
    }
    void restore() const {
        auto generator = at::detail::getDefaultCPUGenerator();
        const std::lock_guard lock(generator.mutex());
        generator.set_state(state_);
    }

  private:
    torch::Tensor state_;
};

}  // namespace gren
