#include "src/auc.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <vector>

namespace gren {

std::optional<double> area_under_roc(std::span<const float> score, std::span<const std::uint8_t> present) {
    if (std::ranges::any_of(score, [](float value) { return std::isnan(value); }))
        throw std::invalid_argument(
            "a score is not a number, so the area under the curve is undefined; check the model's weights");
    std::vector<std::size_t> order(score.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::sort(order, {}, [&](std::size_t i) { return score[i]; });

    // Pairs of a positive and a negative, the positive ranked above: one; level: half.
    double ordered_pairs = 0, positives = 0, negatives = 0;
    for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
        double level_positives = 0, level_negatives = 0;
        for (; end < order.size() && score[order[end]] == score[order[begin]]; ++end)
            (present[order[end]] != 0 ? level_positives : level_negatives) += 1;
        ordered_pairs += level_positives * (negatives + level_negatives / 2);
        positives += level_positives;
        negatives += level_negatives;
    }
    if (positives == 0 || negatives == 0) return std::nullopt;
    return ordered_pairs / (positives * negatives);
}

}  // namespace gren
