// How much memory a training run needs, what the first step really took, and which settings would fit.
#pragma once

#include <cstdint>
#include <string>

#include "src/train_options.h"

namespace gren {

class MemoryPlan {
  public:
    // `has_graph`: the method has terms of pairs. `parameter_bytes`: of the network with its buffers;
    // `free_bytes`: what this rank may have beside those, their gradients and momentum (memory_room.h).
    MemoryPlan(const TrainOptions& options, int ranks, bool has_graph, std::int64_t parameter_bytes,
               std::int64_t free_bytes);

    // The most that a step took beside parameters, gradients and momentum: from now on images are counted by
    // it.
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
    std::int64_t graph_bytes(std::int64_t images_per_rank) const;
    std::string remedies() const;

    TrainOptions options_;
    int ranks_;
    bool has_graph_;
    std::int64_t fixed_bytes_, room_bytes_;
    std::int64_t step_bytes_ = 0;  // measured
    double measured_by_model_ = 1;
};

}  // namespace gren
