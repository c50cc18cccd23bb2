#include <stdexcept>

#include "distributed/gpu/gpu_work_recorder.h"

namespace gren {

std::unique_ptr<WorkRecorder> make_gpu_work_recorder(torch::Device, Traffic&) {
    throw std::logic_error("make_gpu_work_recorder: this build has no CUDA");
}

}  // namespace gren
