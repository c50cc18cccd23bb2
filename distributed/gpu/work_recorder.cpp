#include "distributed/gpu/work_recorder.h"

#include "distributed/gpu/gpu_work_recorder.h"

namespace gren {
namespace {

class CpuWorkRecorder : public WorkRecorder {
  public:
    Replay record(std::function<void()> work) override { return work; }
};

}  // namespace

std::unique_ptr<WorkRecorder> make_work_recorder(torch::Device device, Traffic& traffic) {
    if (device.is_cuda()) return make_gpu_work_recorder(device, traffic);
    return std::make_unique<CpuWorkRecorder>();
}

}  // namespace gren
