// The recorder of a build with CUDA; without, a line that refuses.
#pragma once

#include "distributed/gpu/work_recorder.h"

namespace gren {

std::unique_ptr<WorkRecorder> make_gpu_work_recorder(torch::Device device, Traffic& traffic);

}  // namespace gren
