#include "src/timing/step_tracer.h"

#include <fmt/format.h>

#include <iostream>

#include "dataio/atomic_file.h"
#include "distributed/collectives.h"
#include "distributed/rank_place.h"
#include "src/run/usage_error.h"
#include "src/timing/chrome_trace.h"
#include "src/timing/phase_times.h"

namespace gren {

StepTracer::StepTracer(World& world, Timeline& timeline, std::filesystem::path folder, std::int64_t count,
                       std::int64_t first, std::int64_t last)
    : world_(world),
      timeline_(timeline),
      folder_(std::move(folder)),
      first_(first + kWarmUp),
      last_(first_ + count) {
    if (count > 0 && first < last && last < last_)
        throw UsageError(fmt::format(
            "gren train: --trace {}: found {} steps before the end of the run, expected at least {}: {} of "
            "warm-up and those to trace; trace fewer, or train longer",
            count, last - first, last_ - first, kWarmUp));
}

void StepTracer::begin(std::int64_t step) {
    if (step < first_ || step >= last_) return;
    if (step == first_) {
        barrier(world_);  // all ranks' clocks start here
        timeline_.start();
    }
    timeline_.begin_step(step);
}

void StepTracer::end(std::int64_t step) {
    if (!timeline_.records()) return;
    timeline_.end_step();
    if (step + 1 == last_) finish();
}

void StepTracer::finish() {
    if (!timeline_.records()) return;
    timeline_.stop();
    const auto events = timeline_.events();
    std::filesystem::create_directories(folder_);
    write_file_atomically(folder_ / fmt::format("rank_{:04}.json", world_.rank()),
                          chrome_trace(events, world_.rank(),
                                       fmt::format("rank {} of {} on {}", world_.rank(), world_.size(),
                                                   place_of_this_rank().host)));
    const auto table = time_table(world_, phase_times(events));
    if (world_.rank() == 0)
        std::cerr << fmt::format("\ntrace: {}/rank_*.json, for https://ui.perfetto.dev: ", folder_.string())
                  << table;
}

}  // namespace gren
