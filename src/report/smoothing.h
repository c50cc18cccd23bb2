// Curves of values that jump from step to step.
#pragma once

#include <cstdint>
#include <vector>

namespace gren::report {

struct SmoothPoint {
    std::size_t step = 0;                  // counted from 0
    double median = 0, low = 0, high = 0;  // 10th and 90th percentile
};

// Odd: a twentieth of `steps`, at least 15 but no more than a fourth of them.
std::size_t window_of(std::size_t steps);

// `runs`: a value a step; what is not finite takes no part. A point is made of the `window` steps around it
// (at an end of the first or last so many) of all runs together: one of the values, no mean of two. At most
// `points`, from the first step to the longest run's last; none where no value is finite.
std::vector<SmoothPoint> smoothed(const std::vector<std::vector<double>>& runs, std::size_t window,
                                  std::size_t points);

}  // namespace gren::report
