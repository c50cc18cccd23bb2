#include "src/training/loss_watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace gren {
namespace {

constexpr double kGrowth = 10;
constexpr double kSmallest = 1e-6;  // beside which a loss of zero would have grown endlessly

}  // namespace

std::optional<std::string> LossWatch::note(std::int64_t step, double loss) {
    if (!std::isfinite(loss)) return std::nullopt;  // non_finite.h's
    if (!best_ || loss < *best_) {
        best_ = loss;
        best_step_ = step;
        limit_ = kGrowth * std::max(std::abs(loss), kSmallest);
        return std::nullopt;
    }
    if (loss <= limit_) return std::nullopt;
    while (loss > limit_) limit_ *= kGrowth;
    return fmt::format(
        "step {}: the loss is {:.4g}; its best was {:.4g} in step {}. If it goes on growing, the training "
        "diverges: try a smaller --lr, --warm-up or --clip-norm",
        step, loss, *best_, best_step_);
}

}  // namespace gren
