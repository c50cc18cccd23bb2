// How the glue of the CUDA kernels starts one.
#pragma once

#include <ATen/cuda/CUDAContext.h>
#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAGuard.h>
#include <torch/types.h>

namespace gren {

// Calls launch(stream) with the tensor's GPU as the current one and its current stream; a launch that failed
// throws.
template <typename Launch>
void on_gpu_of(const torch::Tensor& tensor, const Launch& launch) {
    const c10::cuda::CUDAGuard guard(tensor.device());
    launch(at::cuda::getCurrentCUDAStream().stream());
    C10_CUDA_KERNEL_LAUNCH_CHECK();
}

}  // namespace gren
