#include "src/measures/auc.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "dataio/sample.h"

namespace gren {

RankedScores::RankedScores(std::span<const double> score, std::span<const std::uint8_t> label) {
    if (std::ranges::any_of(score, [](double value) { return std::isnan(value); }))
        throw std::invalid_argument(
            "a score is not a number, so the area under the curve is undefined; check the model's weights");
    for (std::size_t i = 0; i < score.size(); ++i)
        if (label[i] != kLabelUnknown) images_.push_back({i, score[i], label[i] == kLabelPresent});
    std::ranges::sort(images_, {}, &Image::score);
}

std::optional<double> RankedScores::area(std::span<const int> times) const {
    // Pairs of a positive and a negative, the positive ranked above: one; level: half.
    double ordered_pairs = 0, positives = 0, negatives = 0;
    for (auto level = images_.begin(); level != images_.end();) {
        double level_positives = 0, level_negatives = 0;
        const double score = level->score;
        for (; level != images_.end() && level->score == score; ++level)
            (level->present ? level_positives : level_negatives) += times.empty() ? 1 : times[level->index];
        ordered_pairs += level_positives * (negatives + level_negatives / 2);
        positives += level_positives;
        negatives += level_negatives;
    }
    if (positives == 0 || negatives == 0) return std::nullopt;
    return ordered_pairs / (positives * negatives);
}

}  // namespace gren
