// What phantoms draw: uniform and bell-shaped numbers, choices, and streams that do not disturb each other.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

#include "dataio/splitmix.h"

namespace gren::phantom {

// Draw into braces or named values, not as several arguments of one call: their order is
// the compiler's choice.
class PhantomRandom : public SplitMix64 {
  public:
    explicit PhantomRandom(std::uint64_t seed) : SplitMix64(seed), seed_(seed) {}

    // A stream of its own for `key`, whatever else is drawn from this one before or after.
    PhantomRandom fork(std::uint64_t key) const {
        return PhantomRandom(PhantomRandom(seed_ ^ (key * kKeyStep)).next());
    }

    // REQUIRES: low <= high. In [low, high).
    float uniform(float low, float high) {
        return low + (high - low) * static_cast<float>(next() >> 40) * 0x1p-24F;
    }
    // REQUIRES: count > 0. In [0, count).
    int index(int count) {
        return static_cast<int>((next() >> 32) * static_cast<std::uint64_t>(count) >> 32);
    }
    bool chance(float probability) { return uniform(0, 1) < probability; }
    // Mean 0, deviation 1: the sum of four uniforms, which is near enough to a bell and costs one draw.
    float bell() {
        const std::uint64_t bits = next();
        const auto sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48);
        return (static_cast<float>(sum) * 0x1p-16F - 2) * std::numbers::sqrt3_v<float>;
    }

  private:
    static constexpr std::uint64_t kKeyStep =
        0xD1342543DE82EF95ULL;  // odd: different keys, different streams
    std::uint64_t seed_;
};

}  // namespace gren::phantom
