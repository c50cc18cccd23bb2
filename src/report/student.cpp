#include "src/report/student.h"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>

namespace gren::report {

std::optional<Interval> student_interval(const std::vector<double>& values) {
    if (values.size() < 2) return std::nullopt;
    const auto count = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
    double squares = 0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    const boost::math::students_t distribution(count - 1);
    const double half = boost::math::quantile(distribution, 0.975) * std::sqrt(squares / (count - 1) / count);
    return Interval{mean - half, mean + half};
}

}  // namespace gren::report
