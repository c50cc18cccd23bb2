#include "src/measures/youden.h"

#include <algorithm>
#include <functional>
#include <vector>

#include "dataio/sample.h"

namespace gren {

std::optional<double> youden_threshold(std::span<const double> score, std::span<const std::uint8_t> label) {
    struct Image {
        double score;
        bool present;
    };
    std::vector<Image> images;
    std::int64_t positives = 0;
    for (std::size_t i = 0; i < score.size(); ++i) {
        if (label[i] == kLabelUnknown) continue;
        images.push_back({score[i], label[i] == kLabelPresent});
        positives += images.back().present ? 1 : 0;
    }
    const auto negatives = static_cast<std::int64_t>(images.size()) - positives;
    std::ranges::sort(images, std::greater<>(), &Image::score);
    // Youden's index times positives and negatives is whole, so that equal ones are equal.
    std::int64_t found = 0, wrong = 0, best = 0;
    std::optional<double> threshold;
    for (auto level = images.begin(); level != images.end();) {
        const double value = level->score;
        for (; level != images.end() && level->score == value; ++level) ++(level->present ? found : wrong);
        if (const auto index = found * negatives - wrong * positives; index > best) {
            best = index;
            threshold = value;
        }
    }
    return threshold;
}

}  // namespace gren
