// What a run says of itself to programs: metrics.jsonl, a line a step and a line a validation.
#pragma once

#include <cstdint>
#include <filesystem>

#include "dataio/appended_file.h"
#include "src/training/step_record.h"
#include "src/training/validation.h"

namespace gren {

// A step's line: step, epoch, step_figures(), bytes, and traffic: calls and bytes of each kind of collective
// (COLLECTIVES.md) by this rank. Where the step was probed (probe.h) also "probe": feature_norm;
// terms, each by name with lambda, gradient and weighted_gradient {parameters, features}, and for the graph's
// cosine {parameters, features} to the loss's gradient, edges, weight and distance {mean, std}; graph,
// their weighted sum, with weighted_gradient and cosine.
// A validation's line, behind that of its step: step, epoch and "validation": validation_figures(), "without"
// where means are missing, and "classes", each by name with boxes, accuracy_0.5, positives, negatives, auc.
// What is not a number is null. A kill leaves what is written.
class MetricsLog {
  public:
    // Of an earlier part of the run the lines before `next_step` stay, so that no step stands there
    // twice. Throws DataError.
    MetricsLog(const std::filesystem::path& file, std::int64_t next_step);
    void write(const StepRecord& record);  // throws DataError: disk full
    void write(const Validation& validation);
    bool holds_validation_of(std::int64_t step) const { return step == last_validated_; }

  private:
    std::int64_t last_validated_ = -1;  // step
    AppendedFile file_;
};

}  // namespace gren
