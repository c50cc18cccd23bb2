// One way to start every kernel of host_device.cuh's form: a one-dimensional grid on the caller's stream.
#pragma once

#include <cuda_runtime.h>

#include "graph/host_device.cuh"

namespace gren::kernels {

template <typename Kernel>
__global__ void __launch_bounds__(Kernel::kThreads, Kernel::kResident) run_kernel(const Kernel kernel) {
    __shared__ typename Kernel::Shared shared;
    DeviceBlock<Kernel> block{shared};
    kernel.run(blockIdx.x, block);
}

// Asynchronous. Nothing to do is no launch. Errors are left for the caller's cudaGetLastError().
template <typename Kernel>
void launch(const Kernel& kernel, cudaStream_t stream) {
    const auto blocks = kernel.blocks();
    if (blocks > 0)
        run_kernel<<<static_cast<unsigned>(blocks), static_cast<unsigned>(Kernel::kThreads), 0, stream>>>(
            kernel);
}

}  // namespace gren::kernels
