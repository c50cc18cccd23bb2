// metrics.jsonl as a report needs it (src/training/metrics_log.h writes it).
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace gren::report {

struct MetricsStep {
    std::int64_t step = 0, epoch = 0;
    std::int64_t images = 0;  // 0: not said, by an earlier version
    double images_per_second = 0, stall_seconds = 0, checkpoint_seconds = 0;
    std::int64_t bytes = 0;                             // that one rank sent in this step
    std::vector<std::pair<std::string, double>> terms;  // "loss", then its terms, in the file's order
};

// Nothing when the file is absent. Lines of validations are left out, and a last line that a kill cut short.
// Throws DataError: another line that is no step.
std::vector<MetricsStep> read_metrics(const std::filesystem::path& file);

// What a run cost, from its steps.
struct RunCost {
    std::int64_t steps = 0, images = 0;
    double images_per_second = 0;  // median over the steps
    double seconds = 0, stall_seconds = 0, checkpoint_seconds = 0;
    std::int64_t bytes = 0, bytes_per_step = 0;  // that one rank sent; the median over the steps
};

// `nodes`: images of a full step. `training_images`: of an epoch, whose last step holds the rest; 0: unknown,
// all steps are full. Both are for steps that do not say how many images they had.
RunCost cost_of(const std::vector<MetricsStep>& steps, std::int64_t nodes, std::int64_t training_images);

}  // namespace gren::report
