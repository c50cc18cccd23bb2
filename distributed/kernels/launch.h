// How a kernel of host_device.cuh's form starts on the GPU.
#pragma once

struct CUstream_st;

namespace gren::kernels {

using Stream = CUstream_st*;  // cudaStream_t, without CUDA's headers

// Asynchronous on `stream`, of the current GPU: a grid of kernel.blocks() blocks, fewer than 2³¹; none is no
// launch. An error is left for the caller's cudaGetLastError(). A room's launch.cu defines it for
// every kernel of that room: another one does not link.
template <typename Kernel>
void launch(const Kernel& kernel, Stream stream);

}  // namespace gren::kernels
