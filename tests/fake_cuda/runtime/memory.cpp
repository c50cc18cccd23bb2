// Memory of the fake. What is allocated is full of NaN, as a GPU promises nothing.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>

#include "tests/fake_cuda/runtime/streams.h"

namespace fake_cuda {
namespace {

enum class Place { device, pinned };
struct Block {
    std::size_t bytes;
    Place place;
};

constexpr std::size_t kTotal = std::size_t{80} << 30;
std::size_t allocated = 0;

std::map<std::uintptr_t, Block>& blocks() {
    static auto* all = new std::map<std::uintptr_t, Block>;
    return *all;
}

const Block* block_of(const void* address) {
    const std::lock_guard lock(state_lock());
    const auto wanted = reinterpret_cast<std::uintptr_t>(address);
    auto after = blocks().upper_bound(wanted);
    if (after == blocks().begin()) return nullptr;
    --after;
    return wanted < after->first + after->second.bytes ? &after->second : nullptr;
}

const char* place_of(const void* address) {
    const auto* block = block_of(address);
    if (block == nullptr) return "pageable";
    return block->place == Place::device ? "device" : "pinned";
}

void keep(void* address, std::size_t bytes, Place place, const char* kind) {
    const std::lock_guard lock(state_lock());
    blocks()[reinterpret_cast<std::uintptr_t>(address)] = {bytes, place};
    log(kind, nullptr, range(address, bytes));
}

bool forget(void* address, const char* kind) {
    const std::lock_guard lock(state_lock());
    const auto found = blocks().find(reinterpret_cast<std::uintptr_t>(address));
    if (found == blocks().end()) return false;
    if (found->second.place == Place::device) allocated -= found->second.bytes;
    log(kind, nullptr, range(address, found->second.bytes));
    blocks().erase(found);
    return true;
}

cudaError_t allocate(void** address, std::size_t bytes, Place place, const char* kind) {
    const auto whole = (bytes + 511) / 512 * 512;
    *address = std::aligned_alloc(512, whole);
    std::memset(*address, 0xff, whole);
    keep(*address, bytes, place, kind);
    return cudaSuccess;
}

cudaError_t copy(void* to, const void* from, std::size_t bytes, cudaStream_t stream, bool async) {
    const auto text = std::string(async ? "async " : "sync ") + place_of(from) + " " + place_of(to) +
                      " r=" + range(from, bytes) + " w=" + range(to, bytes);
    if (LogOnly::is_on())
        enqueue(stream, "copy", text, [] {});
    else
        enqueue(stream, "copy", text, [=] { std::memmove(to, from, bytes); });
    return cudaSuccess;
}

cudaError_t fill(void* to, int value, std::size_t bytes, cudaStream_t stream) {
    const auto text = "w=" + range(to, bytes);
    if (LogOnly::is_on())
        enqueue(stream, "fill", text, [] {});
    else
        enqueue(stream, "fill", text, [=] { std::memset(to, value, bytes); });
    return cudaSuccess;
}

}  // namespace
}  // namespace fake_cuda

using namespace fake_cuda;

extern "C" {

cudaError_t cudaMalloc(void** address, std::size_t bytes) {
    if (unsafe_call_refused()) return result(cudaErrorStreamCaptureUnsupported);
    if (const auto error = asked_failure("cudaMalloc")) return result(error);
    const std::lock_guard lock(state_lock());
    if (allocated + bytes > kTotal) return result(cudaErrorMemoryAllocation);
    allocated += bytes;
    return allocate(address, bytes, Place::device, "malloc");
}
cudaError_t cudaFree(void* address) {
    if (address == nullptr) return cudaSuccess;
    // Waits for the device, which a capture does not allow.
    if (unsafe_call_refused()) return result(cudaErrorStreamCaptureUnsupported);
    if (!forget(address, "free")) return result(cudaErrorInvalidValue);
    std::free(address);
    return cudaSuccess;
}
cudaError_t cudaHostAlloc(void** address, std::size_t bytes, unsigned) {
    if (unsafe_call_refused()) return result(cudaErrorStreamCaptureUnsupported);
    return allocate(address, bytes, Place::pinned, "malloc_host");
}
cudaError_t cudaFreeHost(void* address) {
    if (!forget(address, "free_host")) return result(cudaErrorInvalidValue);
    std::free(address);
    return cudaSuccess;
}
cudaError_t cudaHostRegister(void* address, std::size_t bytes, unsigned) {
    keep(address, bytes, Place::pinned, "malloc_host");
    return cudaSuccess;
}
cudaError_t cudaHostUnregister(void* address) {
    return forget(address, "free_host") ? cudaSuccess : result(cudaErrorHostMemoryNotRegistered);
}
cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total) {
    const std::lock_guard lock(state_lock());
    *total = kTotal;
    *free = kTotal - allocated;
    return cudaSuccess;
}
cudaError_t cudaPointerGetAttributes(cudaPointerAttributes* attributes, const void* address) {
    *attributes = {};
    const auto* block = block_of(address);
    attributes->type = block == nullptr                ? cudaMemoryTypeUnregistered
                       : block->place == Place::device ? cudaMemoryTypeDevice
                                                       : cudaMemoryTypeHost;
    attributes->hostPointer = const_cast<void*>(address);
    attributes->devicePointer = block == nullptr ? nullptr : const_cast<void*>(address);
    return cudaSuccess;
}

cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind,
                            cudaStream_t stream) {
    return copy(to, from, bytes, stream, true);
}
cudaError_t cudaMemcpyPeerAsync(void* to, int, const void* from, int, std::size_t bytes,
                                cudaStream_t stream) {
    return copy(to, from, bytes, stream, true);
}
cudaError_t cudaMemcpy(void* to, const void* from, std::size_t bytes, cudaMemcpyKind) {
    if (unsafe_call_refused()) return result(cudaErrorStreamCaptureUnsupported);
    return copy(to, from, bytes, nullptr, false);
}
cudaError_t cudaMemsetAsync(void* to, int value, std::size_t bytes, cudaStream_t stream) {
    return fill(to, value, bytes, stream);
}
cudaError_t cudaMemset(void* to, int value, std::size_t bytes) {
    return fill(to, value, bytes, nullptr);
}

}  // extern "C"
