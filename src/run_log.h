// What a run says of itself: metrics.jsonl, a line a step, and a progress line for people.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "src/probe.h"
#include "src/trainer.h"

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
// cosine {parameters, features} to the loss's gradient, edges, weight and distance {mean, deviation}; graph,
// their weighted sum, with weighted_gradient and cosine. What is not a number is null. Appended and flushed
// line by line, so that what is written survives a kill.
class MetricsLog {
  public:
    // Of an earlier part of the run the lines before `next_step` stay, so that no step stands there twice.
    // Throws DataError.
    MetricsLog(const std::filesystem::path& file, std::int64_t next_step);
    void write(const StepRecord& record);  // throws DataError: disk full

  private:
    std::filesystem::path file_;
    std::ofstream stream_;
};

// One line that rewrites itself on a terminal; elsewhere a plain line every 30 s and at the end.
class Progress {
  public:
    // `done_before`: units an earlier run did, left out of the rate. `speaks`: false on all ranks but one.
    Progress(std::string what, std::int64_t total, std::int64_t done_before = 0, bool speaks = true);
    // `detail` follows rate and ETA. `done` counts units of `total`.
    void update(std::int64_t done, const std::string& detail = "");
    void finish(const std::string& detail = "");

  private:
    void print(std::int64_t done, const std::string& detail, bool last);
    std::string what_;
    std::int64_t total_, done_before_, done_ = 0;
    bool speaks_, terminal_;
    std::chrono::steady_clock::time_point start_, printed_;
};

double seconds_since(std::chrono::steady_clock::time_point start);
std::string duration_text(double seconds);  // "3 s", "4 min 05 s", "2 h 07 min"

}  // namespace gren
