// How much memory a training run needs, what the first step really took, and which settings would fit.
#pragma once

#include <cstdint>
#include <string>

#include "src/memory/memory_settings.h"

namespace gren {

// Of one rank, in bytes.
struct MemoryFacts {
    int ranks = 1;
    bool has_graph = true;                     // the method has terms of pairs
    std::int64_t parameter_bytes = 0;          // of the network with its buffers
    std::int64_t largest_parameter_bytes = 0;  // of one
    std::int64_t free_bytes = 0;  // what may be had beside parameters, gradients, momentum (memory_room.h)
};

class MemoryBudget {
  public:
    MemoryBudget(const MemorySettings& settings, const MemoryFacts& facts);

    // The most that a step took beside parameters, gradients and momentum: from now on images are
    // counted by it.
    void measured(std::int64_t step_bytes);

    std::int64_t need_bytes(std::int64_t batch_per_rank, std::int64_t accumulate, bool recompute) const;
    // The largest --batch-per-rank that fits with these; 0: none does.
    std::int64_t largest_batch(std::int64_t accumulate, bool recompute) const;

    // After measured(): one line for people.
    std::string report() const;
    // Why `step` failed and which settings would fit, in one sentence. `found`: what the allocator said.
    std::string out_of_memory(std::int64_t step, const std::string& found) const;

  private:
    std::int64_t image_bytes(bool recompute) const;  // one image
    std::int64_t passing_bytes() const;              // what comes and goes in a step, whatever the batch
    std::int64_t graph_bytes(std::int64_t images_per_rank) const;
    // The most images at a time, no more than `at_most`, into which a step's images divide; 0: none fits.
    std::int64_t largest_equal_part(std::int64_t at_most) const;
    std::string remedies() const;

    MemorySettings settings_;
    MemoryFacts facts_;
    std::int64_t fixed_bytes_, room_bytes_;
    std::int64_t step_bytes_ = 0;      // measured
    bool tells_images_apart_ = false;  // the measured step took more than comes and goes whatever the batch
    double measured_by_model_ = 1;
};

}  // namespace gren
