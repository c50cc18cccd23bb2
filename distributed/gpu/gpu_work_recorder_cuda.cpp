#include <ATen/core/CachingHostAllocator.h>
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDAGuard.h>

#include <exception>

#include "distributed/gpu/gpu_work_recorder.h"

namespace gren {
namespace {

bool succeeds(const std::function<void()>& attempt) noexcept try {
    attempt();
    return true;
} catch (const std::exception&) {
    return false;
}

class GpuWorkRecorder : public WorkRecorder {
  public:
    GpuWorkRecorder(torch::Device device, Traffic& traffic)
        : stream_(c10::cuda::getStreamFromPool(/*isHighPriority=*/false, device.index())),
          memory_(at::cuda::graph_pool_handle()),
          traffic_(traffic) {}

    Replay record(std::function<void()> work) override {
        auto graph = std::make_shared<at::cuda::CUDAGraph>();
        const c10::cuda::CUDAStreamGuard guard(stream_);  // the default stream cannot be captured
        const auto before = traffic_.counts();
        bool captures = true;
        try {
            // Thread-local: the loader's threads may ask for pinned memory meanwhile.
            graph->capture_begin(memory_, cudaStreamCaptureModeThreadLocal);
            work();
            captures = false;
            graph->capture_end();
        } catch (...) {
            abandon(*graph, captures);
            throw;
        }
        const auto carried = traffic_.counts() - before;
        traffic_.add(TrafficCounts{} - carried);  // it was recorded and has not travelled
        return [graph, carried, &traffic = traffic_] {
            graph->replay();
            traffic.add(carried);
        };
    }

  private:
    // capture_end() throws of a broken capture before it has told the allocators that it is over. Until they
    // are, no block that another stream used is ever free again. What torch says meanwhile is not the reason.
    void abandon(at::cuda::CUDAGraph& graph, bool captures) const noexcept {
        using namespace c10::cuda;
        if (captures) succeeds([&] { graph.capture_end(); });
        const auto device = stream_.device_index();
        const bool was_open = succeeds([&] { CUDACachingAllocator::endAllocateToPool(device, memory_); });
        if (was_open) {  // otherwise the graph gives its memory back itself
            auto* const pinned = at::getHostAllocator(at::kCUDA);
            succeeds([&] { CUDACachingAllocator::releasePool(device, memory_); });
            succeeds([&] { pinned->end_allocate_to_pool(memory_); });
            succeeds([&] { pinned->release_pool(memory_); });
        }
        cudaGetLastError();  // clears it, so that no later call reports it
    }

    c10::cuda::CUDAStream stream_;
    at::cuda::MempoolId_t memory_;  // one for all, since they are replayed in order
    Traffic& traffic_;
};

}  // namespace

std::unique_ptr<WorkRecorder> make_gpu_work_recorder(torch::Device device, Traffic& traffic) {
    // What ran before, unrecorded, left memory that only unrecorded work may use again.
    c10::cuda::CUDACachingAllocator::emptyCache();
    return std::make_unique<GpuWorkRecorder>(device, traffic);
}

}  // namespace gren
