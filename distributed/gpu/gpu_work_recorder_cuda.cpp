#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDAGuard.h>

#include "distributed/gpu/gpu_work_recorder.h"

namespace gren {
namespace {

// Ends a capture that its work has thrown out of; what torch says of that is not the reason.
void abandon(at::cuda::CUDAGraph& graph) noexcept try { graph.capture_end(); } catch (const std::exception&) {
}

class GpuWorkRecorder : public WorkRecorder {
  public:
    explicit GpuWorkRecorder(torch::Device device)
        : stream_(c10::cuda::getStreamFromPool(/*isHighPriority=*/false, device.index())),
          memory_(at::cuda::graph_pool_handle()) {}

    Replay record(std::function<void()> work) override {
        auto graph = std::make_shared<at::cuda::CUDAGraph>();
        const c10::cuda::CUDAStreamGuard guard(stream_);  // the default stream cannot be captured
        // Thread-local: the loader's threads may ask for pinned memory meanwhile.
        graph->capture_begin(memory_, cudaStreamCaptureModeThreadLocal);
        try {
            work();
        } catch (...) {
            abandon(*graph);
            throw;
        }
        graph->capture_end();
        return [graph] { graph->replay(); };
    }

  private:
    c10::cuda::CUDAStream stream_;
    at::cuda::MempoolId_t memory_;  // one for all, since they are replayed in order
};

}  // namespace

std::unique_ptr<WorkRecorder> make_gpu_work_recorder(torch::Device device) {
    // What ran before, unrecorded, left memory that only unrecorded work may use again.
    c10::cuda::CUDACachingAllocator::emptyCache();
    return std::make_unique<GpuWorkRecorder>(device);
}

}  // namespace gren
