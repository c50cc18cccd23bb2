// Two ways in which augmentation draws numbers.
#pragma once

#include <opencv2/core.hpp>

namespace gren {

inline bool happens(cv::RNG& random, double probability) {
    return random.uniform(0.0, 1.0) < probability;
}
inline double around_zero(cv::RNG& random, double limit) {
    return random.uniform(-limit, limit);
}

}  // namespace gren
