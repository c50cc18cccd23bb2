// How the glue between tensors and kernels starts one.
#pragma once

#include <ATen/cuda/CUDAContext.h>
#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAGuard.h>
#include <torch/types.h>

#include "distributed/kernels/launch.h"

namespace gren {

// On the tensor's GPU and its current stream; a launch that failed throws.
template <typename Kernel>
void launch_on_gpu_of(const torch::Tensor& tensor, const Kernel& kernel) {
    const c10::cuda::CUDAGuard guard(tensor.device());
    kernels::launch(kernel, at::cuda::getCurrentCUDAStream().stream());
    C10_CUDA_KERNEL_LAUNCH_CHECK();
}

}  // namespace gren
