// Work given to a device once and repeated as a whole: on a GPU a CUDA graph, one launch for
// thousands of kernels.
#pragma once

#include <torch/types.h>

#include <functional>
#include <memory>

#include "distributed/transport/traffic.h"

namespace gren {

class WorkRecorder {
  public:
    using Replay = std::function<void()>;
    virtual ~WorkRecorder() = default;

    // What does `work` again, in the current stream; it may outlive the recorder. On a GPU recording runs
    // `work` on the host without doing anything on the device, and a replay does what was then given to the
    // device, at the same addresses: tensors that `work` made and that are still held keep their place, all
    // others' memory is used again. On the CPU a replay runs `work`, recording does nothing.
    //
    // REQUIRES: recordings are replayed in the order in which they were made, one after the other; `work`
    // does not make the host wait for the device and has run before, unrecorded, with tensors of the same
    // shapes. Collectives of the device's tensors are recorded, too, their bytes counted at each replay: all
    // ranks replay theirs, or call the same ones plainly, in one order. Hidden from torch's watchdog, one
    // that hangs is found by the next collective behind it. Throws c10::Error: `work` cannot be recorded.
    virtual Replay record(std::function<void()> work) = 0;
};

// `traffic`, where the collectives of the work are counted, must outlive the replays.
std::unique_ptr<WorkRecorder> make_work_recorder(torch::Device device, Traffic& traffic);

}  // namespace gren
