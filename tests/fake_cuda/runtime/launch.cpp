// Kernels of the fake, known by the names that their programs register: one without a twin does nothing.
#include <cxxabi.h>

#include <cstdlib>
#include <map>
#include <memory>

#include "tests/fake_cuda/runtime/streams.h"

namespace fake_cuda {
namespace {

struct Configuration {
    dim3 grid, block;
    std::size_t shared;
    cudaStream_t stream;
};
thread_local Configuration pushed;

// By the address that a program launches; mangled.
std::map<const void*, const char*>& names() {
    static auto* all = new std::map<const void*, const char*>;
    return *all;
}
std::map<std::string, HostTwin>& twins() {
    static auto* all = new std::map<std::string, HostTwin>;
    return *all;
}

const HostTwin* find_twin(const char* mangled) {
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> name(
        abi::__cxa_demangle(mangled, nullptr, nullptr, &status), std::free);
    if (status != 0) return nullptr;
    for (const auto& [part, twin] : twins())
        if (std::string(name.get()).find(part) != std::string::npos) return &twin;
    return nullptr;
}

const HostTwin* twin_of(const void* kernel, const char* mangled) {
    static std::map<const void*, const HostTwin*> known;
    const auto found = known.find(kernel);
    return found != known.end() ? found->second : known[kernel] = find_twin(mangled);
}

cudaError_t launch(const void* kernel, dim3 grid, dim3 block, void** arguments, cudaStream_t stream) {
    std::string name = "?";
    Work work = [] {};
    {
        const std::lock_guard lock(state_lock());
        if (const auto found = names().find(kernel); found != names().end()) {
            name = found->second;
            if (const auto* twin = twin_of(kernel, found->second))
                work = (*twin)(arguments, grid, block, name);
        }
    }
    enqueue(stream, "launch", name, std::move(work));
    return cudaSuccess;
}

}  // namespace

void set_host_twin(const std::string& part_of_name, HostTwin twin) {
    const std::lock_guard lock(state_lock());
    twins()[part_of_name] = std::move(twin);
}

}  // namespace fake_cuda

using namespace fake_cuda;

extern "C" {

void** __cudaRegisterFatBinary(void*) {
    static void* handle;
    return &handle;
}
void __cudaRegisterFatBinaryEnd(void**) {}
void __cudaUnregisterFatBinary(void**) {}
void __cudaRegisterVar(void**, char*, char*, const char*, int, std::size_t, int, int) {}
void __cudaRegisterFunction(void**, const char* host, char*, const char* name, int, uint3*, uint3*, dim3*,
                            dim3*, int*) {
    const std::lock_guard lock(state_lock());
    names()[host] = name;
}

unsigned __cudaPushCallConfiguration(dim3 grid, dim3 block, std::size_t shared, CUstream_st* stream) {
    pushed = {grid, block, shared, stream};
    return 0;
}
cudaError_t __cudaPopCallConfiguration(dim3* grid, dim3* block, std::size_t* shared, void* stream) {
    *grid = pushed.grid;
    *block = pushed.block;
    *shared = pushed.shared;
    *static_cast<cudaStream_t*>(stream) = pushed.stream;
    return cudaSuccess;
}
cudaError_t __cudaGetKernel(cudaKernel_t* kernel, const void* host) {
    *kernel = reinterpret_cast<cudaKernel_t>(const_cast<void*>(host));
    return cudaSuccess;
}
cudaError_t __cudaLaunchKernel(cudaKernel_t kernel, dim3 grid, dim3 block, void** arguments, std::size_t,
                               cudaStream_t stream) {
    return launch(kernel, grid, block, arguments, stream);
}
cudaError_t cudaLaunchKernel(const void* host, dim3 grid, dim3 block, void** arguments, std::size_t,
                             cudaStream_t stream) {
    return launch(host, grid, block, arguments, stream);
}
cudaError_t cudaLaunchKernelExC(const cudaLaunchConfig_t* how, const void* host, void** arguments) {
    return launch(host, how->gridDim, how->blockDim, arguments, how->stream);
}

cudaError_t cudaFuncGetAttributes(cudaFuncAttributes* attributes, const void*) {
    *attributes = {};
    attributes->maxThreadsPerBlock = 1024;
    attributes->numRegs = 32;
    attributes->ptxVersion = attributes->binaryVersion = 90;
    return cudaSuccess;
}
cudaError_t cudaFuncSetAttribute(const void*, cudaFuncAttribute, int) {
    return cudaSuccess;
}
cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int* blocks, const void*, int threads,
                                                                   std::size_t, unsigned) {
    *blocks = 2048 / (threads < 1 ? 1 : threads);
    return cudaSuccess;
}

}  // extern "C"
