#include <dlfcn.h>
#include <execinfo.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <utility>

#include "tests/fake_cuda/runtime/streams.h"

namespace fake_cuda {
namespace {

thread_local int log_only = 0;
thread_local cudaError_t last_error = cudaSuccess;

std::FILE* open_log() {
    const char* path = std::getenv("GREN_FAKE_CUDA_LOG");
    if (path == nullptr) return nullptr;
    const char* rank = std::getenv("OMPI_COMM_WORLD_RANK");
    return std::fopen((std::string(path) + "." + (rank ? rank : "0")).c_str(), "w");
}

int number_of(cudaStream_t stream) {
    const auto value = reinterpret_cast<std::uintptr_t>(stream);
    return value <= 2 ? 0 : stream->number;  // the default stream has three handles
}

int thread_number() {
    static std::atomic<int> threads{0};
    thread_local const int number = threads++;
    return number;
}

// Where the program asked for this: " at=module+offset", innermost first, of modules that are not the fake's.
std::string callers() {
    std::array<void*, 48> frames;
    const int count = backtrace(frames.data(), static_cast<int>(frames.size()));
    std::string all;
    for (int i = 3; i < count; ++i) {
        Dl_info found;
        if (dladdr(frames[static_cast<std::size_t>(i)], &found) == 0) continue;
        const auto offset =
            static_cast<char*>(frames[static_cast<std::size_t>(i)]) - static_cast<char*>(found.dli_fbase);
        char text[32];
        std::snprintf(text, sizeof(text), "+0x%zx", static_cast<std::size_t>(offset) - 1);
        all += std::string(" at=") + found.dli_fname + text;
    }
    return all;
}

// Only where somebody wants to know, since looking takes its time: what may make the host wait.
bool tells_callers(const std::string& kind, const std::string& rest) {
    static const bool wanted = std::getenv("GREN_FAKE_CUDA_CALLERS") != nullptr;
    return wanted &&
           (kind.rfind("wait_", 0) == 0 || (kind == "copy" && rest.find("pageable") != std::string::npos));
}

}  // namespace

std::recursive_mutex& state_lock() {
    static auto* lock = new std::recursive_mutex;  // threads outlive static objects
    return *lock;
}

void log(const char* kind, cudaStream_t stream, const std::string& rest) {
    static std::FILE* const file = open_log();
    if (file == nullptr) return;
    const auto from = tells_callers(kind, rest) ? callers() : std::string();
    const std::lock_guard lock(state_lock());
    std::fprintf(file, "%d\t%s\t%d\t%s%s\n", thread_number(), kind, number_of(stream), rest.c_str(),
                 from.c_str());
    std::fflush(file);
}

LogOnly::LogOnly() {
    ++log_only;
}
LogOnly::~LogOnly() {
    --log_only;
}
bool LogOnly::is_on() {
    return log_only > 0;
}

cudaError_t result(cudaError_t error) {
    if (error != cudaSuccess && error != cudaErrorNotReady) last_error = error;
    return error;
}

cudaError_t asked_failure(const char* function) {
    static const char* const asked = std::getenv("GREN_FAKE_CUDA_FAIL");
    if (asked == nullptr) return cudaSuccess;
    const std::lock_guard lock(state_lock());
    static std::map<std::string, int> calls;
    const auto call = std::string(function) + ":" + std::to_string(++calls[function]) + "=";
    if (const std::string all = asked; all.rfind(call, 0) == 0)
        return static_cast<cudaError_t>(std::stoi(all.substr(call.size())));
    return cudaSuccess;
}

std::string range(const void* address, std::size_t bytes) {
    char text[64];
    std::snprintf(text, sizeof(text), "%p+%zu", address, bytes);
    return text;
}

}  // namespace fake_cuda

extern "C" {

void fake_cuda_mark(const char* text) {
    fake_cuda::log("mark", nullptr, text);
}

cudaError_t cudaGetLastError() {
    return std::exchange(fake_cuda::last_error, cudaSuccess);
}
cudaError_t cudaPeekAtLastError() {
    return fake_cuda::last_error;
}
const char* cudaGetErrorName(cudaError_t error) {
    thread_local char name[32];
    std::snprintf(name, sizeof(name), "cudaError %d", static_cast<int>(error));
    return name;
}
const char* cudaGetErrorString(cudaError_t error) {
    return cudaGetErrorName(error);
}

}  // extern "C"
