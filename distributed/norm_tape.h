// A forward pass done twice, once for its result and once more for its activations
// (src/network/activation_checkpointing.h): the batch norms of the second one find the statistics of the
// first, so that no collective and no update of the running statistics happens twice.
#pragma once

#include <vector>

#include "distributed/sync_normalize.h"

namespace gren {

class NormTape {
  public:
    static NormTape* of_this_thread();  // null: no guard is alive on it
    bool replays() const { return replays_; }
    void write(const NormStatistics& statistics) { statistics_.push_back(statistics); }
    const NormStatistics& read() { return statistics_.at(next_++); }

  private:
    friend class NormTapeGuard;
    std::vector<NormStatistics> statistics_;  // in the order of the calls
    std::size_t next_ = 0;
    bool replays_ = false;
};

// For its lifetime, batch norms called on this thread write to the tape, or read it from its start.
class NormTapeGuard {
  public:
    enum class Mode { record, replay };
    NormTapeGuard(NormTape& tape, Mode mode);
    ~NormTapeGuard();
    NormTapeGuard(const NormTapeGuard&) = delete;
    NormTapeGuard& operator=(const NormTapeGuard&) = delete;
};

}  // namespace gren
