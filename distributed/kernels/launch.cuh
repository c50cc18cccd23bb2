// What a launch.cu makes of the kernels of its room: the grid, and the block whose phases end at a barrier.
#pragma once

#include <cuda_runtime.h>

#include "distributed/kernels/launch.h"

namespace gren::kernels {

template <typename Kernel>
struct DeviceBlock {
    typename Kernel::Shared& shared;
    typename Kernel::Thread own{};

    template <typename Phase>
    __device__ void each(const Phase& phase) {
        phase(static_cast<int>(threadIdx.x), own);
        __syncthreads();
    }
};

template <typename Kernel>
__global__ void __launch_bounds__(Kernel::kThreads, Kernel::kResident) run_kernel(const Kernel kernel) {
    __shared__ typename Kernel::Shared shared;
    DeviceBlock<Kernel> block{shared};
    kernel.run(blockIdx.x, block);
}

template <typename Kernel>
void launch(const Kernel& kernel, Stream stream) {
    const auto blocks = kernel.blocks();
    if (blocks > 0)
        run_kernel<<<static_cast<unsigned>(blocks), static_cast<unsigned>(Kernel::kThreads), 0, stream>>>(
            kernel);
}

}  // namespace gren::kernels
