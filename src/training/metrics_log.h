// What a run says of itself to programs: metrics.jsonl, a line a step.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "src/training/probe.h"
#include "src/training/trainer.h"

namespace gren {

struct StepRecord {
    std::int64_t step = 0, epoch = 0;
    double learning_rate = 0;
    StepReport report;
    double seconds = 0, stall_seconds = 0;  // of the step; of it, waiting for images
    double checkpoint_seconds = 0;          // that the run waited behind the step for a checkpoint
    std::int64_t images = 0;                // N
    TrafficCounts traffic{};                // of this rank in this step
    std::optional<ProbeReport> probe{};     // of the parameters before the step; not in its seconds and bytes
};

// metrics.jsonl: step, epoch, lr, loss, each term by name, gradient_norm (L2, before clipping),
// images_per_second, stall_seconds, checkpoint_seconds, bytes, and traffic: calls and bytes of each kind of
// collective (COLLECTIVES.md) by this rank. Where the step was probed (probe.h) also "probe": feature_norm;
// terms, each by name with lambda, gradient and weighted_gradient {parameters, features}, and for the graph's
// cosine {parameters, features} to the loss's gradient, edges, weight and distance {mean, std}; graph,
// their weighted sum, with weighted_gradient and cosine. What is not a number is null. Appended and flushed
// line by line, so that what is written survives a kill.
class MetricsLog {
  public:
    // Of an earlier part of the run the lines before `next_step` stay, so that no step stands there
    // twice. Throws DataError.
    MetricsLog(const std::filesystem::path& file, std::int64_t next_step);
    void write(const StepRecord& record);  // throws DataError: disk full

  private:
    std::filesystem::path file_;
    std::ofstream stream_;
};

}  // namespace gren
