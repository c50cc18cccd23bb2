// Devices of the fake: H100s as far as torch asks, $GREN_FAKE_CUDA_DEVICES of them (default 1).
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "tests/fake_cuda/runtime/fake_runtime.h"

namespace {

constexpr int kProcessors = 132, kThreadsOfProcessor = 2048;
constexpr int kRegisters = 65536, kSharedOfBlock = 49152, kSharedOfProcessor = 233472;
thread_local int current_device = 0;

int devices() {
    const char* count = std::getenv("GREN_FAKE_CUDA_DEVICES");
    return count ? std::atoi(count) : 1;
}

// The runtime hands out no function of the driver that works: torch can do without what it asks for here.
int refused_driver_call() {
    return 1;  // CUDA_ERROR_INVALID_VALUE
}

}  // namespace

extern "C" {

cudaError_t cudaGetDeviceCount(int* count) {
    *count = devices();
    return cudaSuccess;
}
cudaError_t cudaGetDevice(int* device) {
    *device = current_device;
    return cudaSuccess;
}
cudaError_t cudaSetDevice(int device) {
    if (device < 0 || device >= devices()) return fake_cuda::result(cudaErrorInvalidDevice);
    current_device = device;
    return cudaSuccess;
}
cudaError_t cudaDriverGetVersion(int* version) {
    *version = CUDART_VERSION;
    return cudaSuccess;
}
cudaError_t cudaRuntimeGetVersion(int* version) {
    *version = CUDART_VERSION;
    return cudaSuccess;
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* all, int device) {
    std::memset(all, 0, sizeof(*all));
    std::snprintf(all->name, sizeof(all->name), "Fake H100");
    std::memset(all->uuid.bytes, device + 1, sizeof(all->uuid.bytes));
    all->major = 9;
    all->totalGlobalMem = std::size_t{80} << 30;
    all->sharedMemPerBlock = kSharedOfBlock;
    all->sharedMemPerBlockOptin = 232448;
    all->sharedMemPerMultiprocessor = kSharedOfProcessor;
    all->regsPerBlock = all->regsPerMultiprocessor = kRegisters;
    all->warpSize = 32;
    all->maxThreadsPerBlock = 1024;
    all->maxThreadsPerMultiProcessor = kThreadsOfProcessor;
    all->maxThreadsDim[0] = all->maxThreadsDim[1] = 1024;
    all->maxThreadsDim[2] = 64;
    all->maxGridSize[0] = 2147483647;
    all->maxGridSize[1] = all->maxGridSize[2] = 65535;
    all->multiProcessorCount = kProcessors;
    all->maxBlocksPerMultiProcessor = 32;
    all->l2CacheSize = 50 << 20;
    all->memoryBusWidth = 5120;
    all->totalConstMem = 65536;
    all->textureAlignment = 512;
    all->asyncEngineCount = 3;
    all->unifiedAddressing = all->concurrentKernels = all->canMapHostMemory = 1;
    all->streamPrioritiesSupported = all->memoryPoolsSupported = all->clusterLaunch = 1;
    all->pciBusID = device + 1;
    return cudaSuccess;
}

cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr attribute, int) {
    switch (attribute) {
        case cudaDevAttrMultiProcessorCount:
            *value = kProcessors;
            break;
        case cudaDevAttrMaxThreadsPerMultiProcessor:
            *value = kThreadsOfProcessor;
            break;
        case cudaDevAttrMaxThreadsPerBlock:
            *value = 1024;
            break;
        case cudaDevAttrMaxSharedMemoryPerBlock:
            *value = kSharedOfBlock;
            break;
        case cudaDevAttrMaxSharedMemoryPerBlockOptin:
            *value = 232448;
            break;
        case cudaDevAttrMaxSharedMemoryPerMultiprocessor:
            *value = kSharedOfProcessor;
            break;
        case cudaDevAttrWarpSize:
            *value = 32;
            break;
        case cudaDevAttrMaxGridDimX:
            *value = 2147483647;
            break;
        case cudaDevAttrMaxGridDimY:
        case cudaDevAttrMaxGridDimZ:
            *value = 65535;
            break;
        case cudaDevAttrComputeCapabilityMajor:
            *value = 9;
            break;
        case cudaDevAttrComputeCapabilityMinor:
            *value = 0;
            break;
        default:
            *value = 0;
    }
    return cudaSuccess;
}
cudaError_t cudaDeviceGetPCIBusId(char* text, int length, int device) {
    std::snprintf(text, static_cast<std::size_t>(length), "0000:%02x:00.0", device + 1);
    return cudaSuccess;
}
cudaError_t cudaDeviceCanAccessPeer(int* can, int, int) {
    *can = 1;
    return cudaSuccess;
}
cudaError_t cudaDeviceEnablePeerAccess(int, unsigned) {
    return cudaSuccess;
}
cudaError_t cudaDeviceGetStreamPriorityRange(int* least, int* greatest) {
    *least = 0;
    *greatest = -5;
    return cudaSuccess;
}

cudaError_t cudaGetDriverEntryPointByVersion(const char*, void** function, unsigned, unsigned long long,
                                             cudaDriverEntryPointQueryResult* found) {
    *function = reinterpret_cast<void*>(&refused_driver_call);
    if (found != nullptr) *found = cudaDriverEntryPointSuccess;
    return cudaSuccess;
}

// What stubs.py's functions call.
void fake_cuda_missing(const char* name) {
    std::fprintf(stderr, "fake CUDA: %s() is called, which tests/fake_cuda does not have\n", name);
    std::abort();
}

}  // extern "C"
