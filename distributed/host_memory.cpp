#include "distributed/host_memory.h"

namespace gren {

torch::Tensor host_memory(at::IntArrayRef shape, at::ScalarType type, torch::Device device) {
    return torch::empty(shape, torch::TensorOptions(type).pinned_memory(device.is_cuda()));
}

torch::Tensor on_device(const torch::Tensor& host, torch::Device device) {
    if (device.is_cpu()) return host;
    const auto source = host.is_pinned() ? host : host.pin_memory();
    return source.to(device, /*non_blocking=*/true);
}

}  // namespace gren
