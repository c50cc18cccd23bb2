// --trace: records some steps of a run, writes each rank's trace and prints where the time went.
#pragma once

#include <filesystem>

#include "distributed/world.h"
#include "src/timing/timeline.h"

namespace gren {

class StepTracer {
  public:
    static constexpr std::int64_t kWarmUp = 3;  // steps: the reducer's buckets settle, caches fill

    // `timeline` must outlive the tracer. `count` steps are traced, 0: none, after kWarmUp others, of the
    // steps [first, last) that the run has before it; `folder` takes rank_0000.json and so on. The same on
    // all ranks. Throws UsageError: the run is too short for that.
    StepTracer(World& world, Timeline& timeline, std::filesystem::path folder, std::int64_t count,
               std::int64_t first, std::int64_t last);

    // Around each step, with all that belongs to it. Collective at the first and last traced step, after
    // which the traces are on disk. Throws DataError.
    void begin(std::int64_t step);
    void end(std::int64_t step);
    // When the run ends before its last step: as after the last one to be traced.
    void finish();

  private:
    World& world_;
    Timeline& timeline_;
    std::filesystem::path folder_;
    std::int64_t first_, last_;  // traced: [first_, last_)
};

}  // namespace gren
