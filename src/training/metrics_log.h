// What a run says of itself to programs: metrics.jsonl, a line a step.
#pragma once

#include <cstdint>
#include <filesystem>

#include "dataio/appended_file.h"
#include "src/training/step_record.h"

namespace gren {

// metrics.jsonl: step, epoch, step_figures(), bytes, and traffic: calls and bytes of each kind of collective
// (COLLECTIVES.md) by this rank. Where the step was probed (probe.h) also "probe": feature_norm;
// terms, each by name with lambda, gradient and weighted_gradient {parameters, features}, and for the graph's
// cosine {parameters, features} to the loss's gradient, edges, weight and distance {mean, std}; graph,
// their weighted sum, with weighted_gradient and cosine. What is not a number is null. A
// kill leaves what is written.
class MetricsLog {
  public:
    // Of an earlier part of the run the lines before `next_step` stay, so that no step stands there
    // twice. Throws DataError.
    MetricsLog(const std::filesystem::path& file, std::int64_t next_step);
    void write(const StepRecord& record);  // throws DataError: disk full

  private:
    AppendedFile file_;
};

}  // namespace gren
