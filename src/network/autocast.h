// Convolutions in bfloat16 for the lifetime of a guard; losses, MIL and the graph stay in float32 outside it.
#pragma once

#include <ATen/autocast_mode.h>

namespace gren {

class Bfloat16Autocast {
  public:
    Bfloat16Autocast(bool enabled, at::DeviceType device)
        : device_(device), was_enabled_(at::autocast::is_autocast_enabled(device)) {
        at::autocast::set_autocast_enabled(device_, enabled);
        at::autocast::set_autocast_dtype(device_, at::kBFloat16);
    }
    ~Bfloat16Autocast() {
        at::autocast::clear_cache();
        at::autocast::set_autocast_enabled(device_, was_enabled_);
    }
    Bfloat16Autocast(const Bfloat16Autocast&) = delete;
    Bfloat16Autocast& operator=(const Bfloat16Autocast&) = delete;

  private:
    at::DeviceType device_;
    bool was_enabled_;
};

}  // namespace gren
