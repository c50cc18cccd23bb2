#include "tests/fake_cuda/runtime/streams.h"

#include <algorithm>
#include <cstdint>
#include <thread>

namespace fake_cuda {
namespace {

thread_local cudaStreamCaptureMode thread_mode = cudaStreamCaptureModeGlobal;
thread_local std::shared_ptr<Capture> own_capture;  // that this thread began
std::weak_ptr<Capture> global_capture;              // that forbids unsafe calls to every thread
int numbers = 0;

bool is_default(cudaStream_t stream) {
    return reinterpret_cast<std::uintptr_t>(stream) <= 2;
}

Capture* capture_of(cudaStream_t stream) {
    return is_default(stream) ? nullptr : stream->capture.get();
}

// What the host waits for cannot be captured.
bool wait_refused(cudaStream_t stream) {
    const std::lock_guard lock(state_lock());
    if (auto* capture = capture_of(stream)) {
        capture->invalid = true;
        return true;
    }
    return false;
}

void merge(Reached& into, const Reached& from) {
    for (const auto& [stream, count] : from) into[stream] = std::max(into[stream], count);
}

std::string number(cudaEvent_t event) {
    return std::to_string(event->number);
}

}  // namespace

bool is_captured(cudaStream_t stream) {
    const std::lock_guard lock(state_lock());
    return capture_of(stream) != nullptr;
}

bool unsafe_call_refused() {
    const std::lock_guard lock(state_lock());
    if (thread_mode == cudaStreamCaptureModeRelaxed) return false;
    auto capture = own_capture && own_capture->mode != cudaStreamCaptureModeRelaxed ? own_capture : nullptr;
    if (!capture && thread_mode == cudaStreamCaptureModeGlobal) capture = global_capture.lock();
    if (capture) capture->invalid = true;
    return capture != nullptr;
}

void enqueue(cudaStream_t stream, const char* kind, const std::string& rest, Work work) {
    {
        const std::lock_guard lock(state_lock());
        log(kind, stream, rest);
        if (auto* capture = capture_of(stream)) {
            ++capture->streams[stream][stream];
            capture->work.push_back({kind, rest, std::move(work)});
            return;
        }
    }
    work();
}

}  // namespace fake_cuda

using namespace fake_cuda;

extern "C" {

cudaError_t cudaStreamCreateWithPriority(cudaStream_t* stream, unsigned, int) {
    const std::lock_guard lock(state_lock());
    int device = 0;
    cudaGetDevice(&device);
    *stream = new CUstream_st;
    (*stream)->number = ++numbers;
    (*stream)->device = device;
    return cudaSuccess;
}
cudaError_t cudaStreamDestroy(cudaStream_t) {
    return cudaSuccess;  // its number may still be in the log's use
}
cudaError_t cudaStreamQuery(cudaStream_t stream) {
    if (wait_refused(stream)) return result(cudaErrorStreamCaptureUnsupported);
    log("query_stream", stream, "");
    return cudaSuccess;
}
cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
    if (wait_refused(stream)) return result(cudaErrorStreamCaptureUnsupported);
    log("wait_stream", stream, "");
    return cudaSuccess;
}
cudaError_t cudaDeviceSynchronize() {
    if (unsafe_call_refused()) return result(cudaErrorStreamCaptureUnsupported);
    log("wait_device", nullptr, "");
    return cudaSuccess;
}

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned) {
    const std::lock_guard lock(state_lock());
    *event = new CUevent_st;
    (*event)->number = ++numbers;
    return cudaSuccess;
}
cudaError_t cudaEventCreate(cudaEvent_t* event) {
    return cudaEventCreateWithFlags(event, 0);
}
cudaError_t cudaEventDestroy(cudaEvent_t event) {
    delete event;
    return cudaSuccess;
}
cudaError_t cudaEventRecordWithFlags(cudaEvent_t event, cudaStream_t stream, unsigned) {
    const std::lock_guard lock(state_lock());
    log("record", stream, number(event));
    event->time = std::chrono::steady_clock::now();
    event->capture = is_default(stream) ? nullptr : stream->capture;
    if (event->capture) event->reached = event->capture->streams[stream];
    return cudaSuccess;
}
cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
    return cudaEventRecordWithFlags(event, stream, 0);
}
cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned) {
    const std::lock_guard lock(state_lock());
    auto* waiting = capture_of(stream);
    const bool alive = event->capture && event->capture->origin->capture == event->capture;
    if (waiting != nullptr && !alive) {  // work outside of the graph would order work in it
        waiting->invalid = true;
        return result(cudaErrorStreamCaptureIsolation);
    }
    log("wait", stream, number(event));
    if (!alive) return cudaSuccess;
    if (is_default(stream)) {
        event->capture->invalid = true;
        return result(cudaErrorStreamCaptureImplicit);
    }
    stream->capture = event->capture;
    merge(event->capture->streams[stream], event->reached);
    return cudaSuccess;
}
cudaError_t cudaEventQuery(cudaEvent_t event) {
    if (unsafe_call_refused()) return result(cudaErrorStreamCaptureUnsupported);
    if (event->capture && !event->capture->origin->capture) return cudaSuccess;
    if (event->capture) return result(cudaErrorCapturedEvent);
    log("query", nullptr, number(event));
    return cudaSuccess;
}
cudaError_t cudaEventSynchronize(cudaEvent_t event) {
    if (unsafe_call_refused()) return result(cudaErrorStreamCaptureUnsupported);
    log("wait_event", nullptr, number(event));
    return cudaSuccess;
}
cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t begin, cudaEvent_t end) {
    *milliseconds = std::chrono::duration<float, std::milli>(end->time - begin->time).count();
    return cudaSuccess;
}

cudaError_t cudaThreadExchangeStreamCaptureMode(cudaStreamCaptureMode* mode) {
    std::swap(*mode, thread_mode);
    return cudaSuccess;
}
cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode mode) {
    if (is_default(stream)) return result(cudaErrorStreamCaptureUnsupported);
    const std::lock_guard lock(state_lock());
    if (stream->capture) return result(cudaErrorIllegalState);
    static unsigned long long captures = 0;
    stream->capture = std::make_shared<Capture>();
    stream->capture->id = ++captures;
    stream->capture->origin = stream;
    stream->capture->mode = mode;
    stream->capture->streams[stream] = {};
    own_capture = stream->capture;
    if (mode == cudaStreamCaptureModeGlobal) global_capture = stream->capture;
    log("begin_capture", stream, std::to_string(captures));
    return cudaSuccess;
}
cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph) {
    const std::lock_guard lock(state_lock());
    *graph = nullptr;
    const auto capture = is_default(stream) ? nullptr : stream->capture;
    if (!capture || capture->origin != stream) return result(cudaErrorIllegalState);
    bool joined = true;
    for (const auto& [other, reached] : capture->streams) {
        const auto own = reached.find(other);
        joined &= own == reached.end() || capture->streams[stream][other] >= own->second;
        other->capture = nullptr;
    }
    if (own_capture == capture) own_capture = nullptr;
    auto error = asked_failure("cudaStreamEndCapture");
    if (!joined) error = cudaErrorStreamCaptureUnjoined;
    if (capture->invalid) error = cudaErrorStreamCaptureInvalidated;
    log("end_capture", stream, std::to_string(capture->id) + " error=" + std::to_string(error));
    if (error != cudaSuccess) return result(error);
    *graph = new CUgraph_st{capture};
    return cudaSuccess;
}
cudaError_t cudaStreamIsCapturing(cudaStream_t stream, cudaStreamCaptureStatus* status) {
    return cudaStreamGetCaptureInfo(stream, status, nullptr, nullptr, nullptr, nullptr, nullptr);
}
cudaError_t cudaStreamGetCaptureInfo(cudaStream_t stream, cudaStreamCaptureStatus* status,
                                     unsigned long long* id, cudaGraph_t* graph,
                                     const cudaGraphNode_t** nodes, const cudaGraphEdgeData** edges,
                                     std::size_t* count) {
    const std::lock_guard lock(state_lock());
    const auto* capture = capture_of(stream);
    *status = capture == nullptr ? cudaStreamCaptureStatusNone
              : capture->invalid ? cudaStreamCaptureStatusInvalidated
                                 : cudaStreamCaptureStatusActive;
    if (id != nullptr) *id = capture ? capture->id : 0;
    if (graph != nullptr) *graph = nullptr;
    if (nodes != nullptr) *nodes = nullptr;
    if (edges != nullptr) *edges = nullptr;
    if (count != nullptr) *count = 0;
    return cudaSuccess;
}

cudaError_t cudaGraphInstantiateWithFlags(cudaGraphExec_t* executable, cudaGraph_t graph,
                                          unsigned long long) {
    *executable = new CUgraphExec_st{graph->capture};
    return cudaSuccess;
}
cudaError_t cudaGraphGetNodes(cudaGraph_t graph, cudaGraphNode_t*, std::size_t* count) {
    *count = graph->capture->work.size();
    return cudaSuccess;
}
cudaError_t cudaGraphDestroy(cudaGraph_t graph) {
    delete graph;
    return cudaSuccess;
}
cudaError_t cudaGraphExecDestroy(cudaGraphExec_t executable) {
    delete executable;
    return cudaSuccess;
}
cudaError_t cudaGraphLaunch(cudaGraphExec_t executable, cudaStream_t stream) {
    const auto capture = executable->capture;
    log("graph", stream, std::to_string(capture->id) + " of=" + std::to_string(capture->work.size()));
    for (const auto& piece : capture->work) enqueue(stream, piece.kind, piece.rest, piece.work);
    return cudaSuccess;
}

}  // extern "C"
