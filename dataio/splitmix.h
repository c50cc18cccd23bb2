// Random numbers that are the same with every compiler and library: splitmix64 (Steele, Lea, Flood,
// 2014). std::shuffle and the distributions of <random> are left to the implementation, hence not used
// for orders and splits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace gren {

class SplitMix64 {
  public:
    explicit SplitMix64(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next() {
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31);
    }
    // Uniform in [0, bound) up to a bias of bound / 2^64. REQUIRES: bound > 0.
    std::uint64_t below(std::uint64_t bound) {
        __extension__ using Wide = unsigned __int128;
        return static_cast<std::uint64_t>((Wide{next()} * bound) >> 64);
    }

  private:
    std::uint64_t state_;
};

// Fisher-Yates, from the end.
template <class T>
void shuffle(std::vector<T>& values, SplitMix64& random) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[random.below(i)]);
}

}  // namespace gren
