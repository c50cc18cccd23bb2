// Over the steps of a run: the first one is measured and reported, and one that does not fit says what would.
#pragma once

#include <exception>
#include <optional>

#include "distributed/world.h"
#include "src/memory/memory_budget.h"
#include "src/memory/memory_meter.h"

namespace gren {

class MemoryWatch {
  public:
    // When all that outlives a step is in memory. `world` must outlive the watch.
    MemoryWatch(const MemorySettings& settings, World& world, const Localizer& model);

    // What `work` returns. The first call is collective: all ranks hear of the most that one of
    // them took, and rank 0 says so. Throws std::runtime_error instead of what an allocator throws;
    // other exceptions pass.
    template <typename Work>
    auto step(std::int64_t step, Work&& work) {
        std::optional<MemoryMeter> meter;
        if (!measured_) meter.emplace(world_.device());
        try {
            auto result = work();
            if (meter) report(meter->peak_bytes());
            return result;
        } catch (const std::exception& error) {
            rethrow_for_want_of_memory(step, error);
            throw;
        }
    }

  private:
    void report(std::int64_t peak_bytes);
    void rethrow_for_want_of_memory(std::int64_t step, const std::exception& error) const;

    World& world_;
    MemoryBudget plan_;
    bool measured_ = false;
};

}  // namespace gren
