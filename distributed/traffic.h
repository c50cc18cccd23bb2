// Calls and bytes of each kind of collective; COLLECTIVES.md has the formulas they are tested against.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>

namespace gren {

enum class Collective { all_reduce, broadcast, all_gather, reduce_scatter, all_to_all, barrier };
inline constexpr int kCollectives = 6;
const char* name_of(Collective collective);

struct TrafficCount {
    std::int64_t calls = 0;
    std::int64_t bytes = 0;  // payload other ranks need of this one, whatever MPI makes of it
};

using TrafficCounts = std::array<TrafficCount, kCollectives>;  // by Collective
TrafficCounts operator-(TrafficCounts later, const TrafficCounts& earlier);
TrafficCount total(const TrafficCounts& counts);

// Thread-safe.
class Traffic {
  public:
    void add(Collective collective, std::int64_t bytes);
    TrafficCount of(Collective collective) const;
    TrafficCounts counts() const;
    TrafficCount total() const;

  private:
    mutable std::mutex mutex_;
    TrafficCounts counts_{};
};

}  // namespace gren
