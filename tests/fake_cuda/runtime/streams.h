// Streams, events and captures as this fake keeps them.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "tests/fake_cuda/runtime/fake_runtime.h"

namespace fake_cuda {

// Which of a capture's work a stream or an event stands after: of each stream the number of its pieces.
using Reached = std::map<cudaStream_t, int>;

struct Recorded {
    const char* kind;
    std::string rest;
    Work work;
};

struct Capture {
    unsigned long long id = 0;
    cudaStream_t origin = nullptr;
    cudaStreamCaptureMode mode = cudaStreamCaptureModeGlobal;
    bool invalid = false;
    std::vector<Recorded> work;
    std::map<cudaStream_t, Reached> streams;
};

// One lock for all of the fake's state; nothing is computed under it.
std::recursive_mutex& state_lock();

// What this thread must not do while it captures: refused, and the capture is spoilt.
bool unsafe_call_refused();

}  // namespace fake_cuda

struct CUstream_st {
    int number = 0;
    int device = 0;
    std::shared_ptr<fake_cuda::Capture> capture;
};

struct CUevent_st {
    int number = 0;
    std::chrono::steady_clock::time_point time;
    std::shared_ptr<fake_cuda::Capture> capture;  // where it was recorded in one
    fake_cuda::Reached reached;
};

struct CUgraph_st {
    std::shared_ptr<fake_cuda::Capture> capture;
};

struct CUgraphExec_st {
    std::shared_ptr<fake_cuda::Capture> capture;
};
