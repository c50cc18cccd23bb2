// Checkpoints in the background: the step waits while the state is copied, the disk works during
// the next steps.
#pragma once

#include <filesystem>
#include <future>

#include "src/training/checkpoint.h"

namespace gren {

// One checkpoint at a time is being written: a copy more of network and optimizer in memory.
class CheckpointWriter {
  public:
    CheckpointWriter(std::filesystem::path folder, int keep);  // as write_checkpoint()

    // Returns at once. REQUIRES: finish() since the write() before.
    void write(RunState state);
    // Returns when all is on disk. Throws DataError: what writing met.
    void finish();
    // Throws what a writing that has ended met, so that a full disk is known at the next step.
    void throw_if_failed();

  private:
    std::filesystem::path folder_;
    int keep_;
    std::future<void>
        writing_;  // waits in its destructor: no half-written file outlives the process by choice
};

}  // namespace gren
