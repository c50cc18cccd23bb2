#include "src/report/smoothing.h"

#include <algorithm>
#include <cmath>

namespace gren::report {
namespace {

constexpr std::size_t kWindowsPerRun = 20, kSmallestWindow = 15, kWindowsOfShortRun = 4;

double quantile(const std::vector<double>& sorted, double share) {
    return sorted[static_cast<std::size_t>(std::lround(share * static_cast<double>(sorted.size() - 1)))];
}

// Near an end the window does not shrink, it stays within the run.
std::vector<double> sorted_around(const std::vector<std::vector<double>>& runs, std::size_t step,
                                  std::size_t window) {
    std::vector<double> values;
    for (const auto& run : runs) {
        const auto last_first = run.size() - std::min(run.size(), window);
        const auto first = std::min(step - std::min(step, window / 2), last_first);
        if (step >= run.size() + window / 2) continue;
        for (auto i = first; i < std::min(first + window, run.size()); ++i)
            if (std::isfinite(run[i])) values.push_back(run[i]);
    }
    std::ranges::sort(values);
    return values;
}

}  // namespace

std::size_t window_of(std::size_t steps) {
    return std::min(std::max(kSmallestWindow, steps / kWindowsPerRun), steps / kWindowsOfShortRun) | 1;
}

std::vector<SmoothPoint> smoothed(const std::vector<std::vector<double>>& runs, std::size_t window,
                                  std::size_t points) {
    std::size_t longest = 0;
    for (const auto& run : runs) longest = std::max(longest, run.size());
    const auto count = std::min(points, longest);
    std::vector<SmoothPoint> curve;
    for (std::size_t i = 0; i < count; ++i) {
        const auto step = count == 1 ? longest - 1 : i * (longest - 1) / (count - 1);
        const auto values = sorted_around(runs, step, window);
        if (!values.empty())
            curve.push_back({.step = step,
                             .median = quantile(values, 0.5),
                             .low = quantile(values, 0.1),
                             .high = quantile(values, 0.9)});
    }
    return curve;
}

}  // namespace gren::report
