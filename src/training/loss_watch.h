// Divergence, said while it happens: a loss that has grown tenfold since its best.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace gren {

class LossWatch {
  public:
    // The sentence where this loss is above ten times the best one, and again at every tenfold of that; a new
    // best begins anew. With --sign repel a loss may be negative: its size counts.
    std::optional<std::string> note(std::int64_t step, double loss);

  private:
    std::optional<double> best_;
    std::int64_t best_step_ = 0;
    double limit_ = 0;  // above which there is something to say
};

}  // namespace gren
