#include "src/measures/average_precision.h"

#include <algorithm>
#include <functional>

namespace gren {

std::optional<double> average_precision(std::vector<Detection> detections, std::int64_t boxes,
                                        double threshold) {
    if (boxes == 0) return std::nullopt;
    std::ranges::sort(detections, std::greater<>(), &Detection::score);
    std::vector<double> recall, precision;
    double right = 0, seen = 0;
    for (auto detection = detections.begin(); detection != detections.end();) {
        const double score = detection->score;
        for (; detection != detections.end() && detection->score == score; ++detection, ++seen)
            right += detection->iou >= threshold ? 1 : 0;
        recall.push_back(right / static_cast<double>(boxes));
        precision.push_back(right / seen);
    }
    for (std::size_t i = precision.size(); i > 1; --i)
        precision[i - 2] = std::max(precision[i - 2], precision[i - 1]);
    double sum = 0;
    for (int percent = 0; percent <= 100; ++percent) {
        const auto reached = std::ranges::lower_bound(recall, percent / 100.0);
        if (reached != recall.end()) sum += precision[static_cast<std::size_t>(reached - recall.begin())];
    }
    return sum / 101;
}

}  // namespace gren
