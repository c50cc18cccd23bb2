// The stream that a device's work is given to now, on this thread.
#pragma once

#include <c10/core/impl/VirtualGuardImpl.h>
#include <torch/types.h>

namespace gren {

inline c10::Stream current_stream(torch::Device device) {
    return c10::impl::VirtualGuardImpl(device.type()).getStream(device);
}

}  // namespace gren
