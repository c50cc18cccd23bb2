// Memory of the host whose contents a device takes without keeping the host.
#pragma once

#include <torch/types.h>

namespace gren {

// Uninitialized, on the CPU; page-locked where `device` is a GPU. torch gives such memory out again only when
// copies from it are done.
torch::Tensor host_memory(at::IntArrayRef shape, at::ScalarType type, torch::Device device);

// `host` on `device`, itself where that is the CPU. To a GPU the copy runs in the current stream while the
// host goes on: from page-locked memory at once, otherwise through such memory. REQUIRES: nobody changes
// `host` before it is done.
torch::Tensor on_device(const torch::Tensor& host, torch::Device device);

}  // namespace gren
