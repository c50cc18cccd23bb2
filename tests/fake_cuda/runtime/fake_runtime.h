// A CUDA runtime without a GPU: "device" memory is the host's, what is given to a stream is done at once by
// the thread that gives it, or kept where the stream is being captured. Every call is written to the log:
// README.md. Here is what other parts of the fake use of it; programs call it by cuda_runtime_api.h.
#pragma once

#include <cuda_runtime_api.h>

#include <functional>
#include <string>

namespace fake_cuda {

using Work = std::function<void()>;

// A line of the log: kind, stream, rest. The file is $GREN_FAKE_CUDA_LOG.<rank>; without the variable, none.
// How lines read: README.md.
void log(const char* kind, cudaStream_t stream, const std::string& rest);

// Logs what is given to `stream`, and does it: now, or at each launch of the graph that is being captured.
void enqueue(cudaStream_t stream, const char* kind, const std::string& rest, Work work);

bool is_captured(cudaStream_t stream);

// While one lives, copies and fills that this thread asks for are logged, but not done: somebody else
// computes what they are part of.
class LogOnly {
  public:
    LogOnly();
    ~LogOnly();
    static bool is_on();
};

// What a kernel does with the arguments that it is launched with, and the line of the log for it. For kernels
// whose name, as c++filt writes it, has this part; kernels without a twin do nothing.
using HostTwin = std::function<Work(void** arguments, dim3 grid, dim3 block, std::string& rest)>;
void set_host_twin(const std::string& part_of_name, HostTwin twin);

// The error that the n-th call of a function is to give: GREN_FAKE_CUDA_FAIL="cudaStreamEndCapture:1=901".
cudaError_t asked_failure(const char* function);

// Remembers an error for cudaGetLastError(), as each call of the runtime does.
cudaError_t result(cudaError_t error);

// "address+bytes"
std::string range(const void* address, std::size_t bytes);

}  // namespace fake_cuda

// A line of its own in the log, for programs that find it by dlsym: "begin step", "end step", a phase's name.
extern "C" void fake_cuda_mark(const char* text);
