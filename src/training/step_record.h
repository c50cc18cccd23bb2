// One step of a run, as rank 0 keeps it, and its numbers by the names that every log of the run gives them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

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

// images, lr, loss, each term by name, gradient_norm (L2, before clipping), images_per_second, stall_seconds,
// checkpoint_seconds: the same names in the same order in every step of a run.
std::vector<std::pair<std::string, double>> step_figures(const StepRecord& record);

}  // namespace gren
