#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAGuard.h>
#include <cuda_runtime_api.h>
#include <fmt/format.h>
#include <torch/csrc/cuda/nccl.h>

#include "distributed/gpu/gpu.h"

namespace gren {
namespace {

double gib(std::size_t bytes) {
    return static_cast<double>(bytes) / (1 << 30);
}

std::string hexadecimal(const cudaUUID_t& uuid) {
    std::string text;
    for (const char byte : uuid.bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    return text;
}

}  // namespace

GpuFacts gpu_facts() {
    GpuFacts facts{.built = true};
    // What fails here is the answer, not an error: no driver, one too old, no device.
    if (cudaDriverGetVersion(&facts.driver) != cudaSuccess) facts.driver = 0;
    if (cudaRuntimeGetVersion(&facts.runtime) != cudaSuccess) facts.runtime = CUDART_VERSION;
    if (cudaGetDeviceCount(&facts.visible) != cudaSuccess) facts.visible = 0;
    cudaGetLastError();  // clears it, so that no later call reports it
    return facts;
}

GpuDescription describe_gpu(int index) {
    const c10::cuda::CUDAGuard guard(static_cast<c10::DeviceIndex>(index));
    cudaDeviceProp properties{};
    C10_CUDA_CHECK(cudaGetDeviceProperties(&properties, index));
    std::size_t free = 0, total = 0;
    C10_CUDA_CHECK(cudaMemGetInfo(&free, &total));
    GpuDescription gpu{.name = properties.name,
                       .identity = hexadecimal(properties.uuid),
                       .memory_gib = gib(total),
                       .free_gib = gib(free)};
    for (int other = 0; other < gpu_facts().visible; ++other) {
        int reaches = 0;
        if (other != index) C10_CUDA_CHECK(cudaDeviceCanAccessPeer(&reaches, index, other));
        gpu.peers += reaches;
    }
    return gpu;
}

std::string nccl_version() {
    const auto version = torch::cuda::nccl::version();  // 16 bits each for minor and patch
    return fmt::format("{}.{}.{}", version >> 32, version >> 16 & 0xffff, version & 0xffff);
}

}  // namespace gren
