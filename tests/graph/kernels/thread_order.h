// In which order the host takes the blocks of a launch and the threads of a phase.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

namespace gren {

// A GPU promises no order within a phase: a kernel whose result depends on it has a race.
class ThreadOrder {
  public:
    static const ThreadOrder forwards, backwards;
    static ThreadOrder shuffled(unsigned seed) { return {Kind::shuffled, seed}; }

    // 0 to count - 1 in this order; if shuffled, in another one at each call.
    std::vector<std::int64_t> of(std::int64_t count) {
        std::vector<std::int64_t> order(static_cast<std::size_t>(count));
        std::iota(order.begin(), order.end(), std::int64_t{0});
        if (kind_ == Kind::backwards) std::reverse(order.begin(), order.end());
        if (kind_ == Kind::shuffled) std::shuffle(order.begin(), order.end(), random_);
        return order;
    }

  private:
    enum class Kind { forwards, backwards, shuffled };
    ThreadOrder(Kind kind, unsigned seed) : kind_(kind), random_(seed) {}

    Kind kind_;
    std::minstd_rand random_;
};

inline const ThreadOrder ThreadOrder::forwards{Kind::forwards, 1}, ThreadOrder::backwards{Kind::backwards, 1};

}  // namespace gren
