// A collective in a stream, whose waits are told to whoever listens to the traffic.
#pragma once

#include <torch/types.h>

#include <torch/csrc/distributed/c10d/Work.hpp>

#include "distributed/transport/traffic.h"

namespace gren {

// Does what `work` does. A wait lasts from the moment at which the current stream of `device` comes to it
// until it goes on; whoever looks at the future instead is not heard. `traffic` must outlive the work.
c10::intrusive_ptr<c10d::Work> timed_work(c10::intrusive_ptr<c10d::Work> work, torch::Device device,
                                          Traffic& traffic, CollectiveSpan span);

}  // namespace gren
