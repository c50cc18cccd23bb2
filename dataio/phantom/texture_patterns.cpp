#include "dataio/phantom/texture_patterns.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "dataio/phantom/phantom_random.h"

namespace gren::phantom {
namespace {

constexpr float kPi = std::numbers::pi_v<float>;

// From 0 to 1 over an edge of 0.1 period.
float edge(float inside) {
    return std::clamp(0.5F + 10 * inside, 0.0F, 1.0F);
}

// Where `place` lies in its unit square, from its middle.
cv::Point2f in_square(cv::Point2f place) {
    return {place.x - std::floor(place.x) - 0.5F, place.y - std::floor(place.y) - 0.5F};
}

float wave(float x) {
    return std::sin(2 * kPi * x);
}

// From -1 to 1 and back within one period.
float triangle_wave(float x) {
    return 4 * std::abs(x - std::floor(x) - 0.5F) - 1;
}

PhantomRandom of_square(float column, float row, std::uint64_t seed) {
    const auto key =
        static_cast<std::uint64_t>(static_cast<std::int64_t>(column) * 4096 + static_cast<std::int64_t>(row));
    return PhantomRandom(seed).fork(key);
}

// Distances to the nearest and the second of points, one in each unit square.
std::array<float, 2> nearest_points(cv::Point2f place, std::uint64_t seed) {
    std::array<float, 2> distance{9, 9};
    for (const float below : {-1.F, 0.F, 1.F}) {
        for (const float beside : {-1.F, 0.F, 1.F}) {
            const float row = std::floor(place.y) + below, column = std::floor(place.x) + beside;
            PhantomRandom random = of_square(column, row, seed);
            const cv::Point2f point{column + random.uniform(0.1F, 0.9F), row + random.uniform(0.1F, 0.9F)};
            const float d = std::hypot(point.x - place.x, point.y - place.y);
            if (d < distance[0]) {
                distance = {d, distance[0]};
            } else {
                distance[1] = std::min(distance[1], d);
            }
        }
    }
    return distance;
}

}  // namespace

float grey_at(Pattern pattern, cv::Point2f place, std::uint64_t seed) {
    const cv::Point2f at = in_square(place);
    const float radius = std::hypot(place.x, place.y);
    switch (pattern) {
        case Pattern::stripes:
            return edge(0.3F * wave(place.x));
        case Pattern::checkers:
            return edge(0.3F * wave(0.5F * place.x) * wave(0.5F * place.y));
        case Pattern::dots:
            return edge(0.28F - std::hypot(at.x, at.y));
        case Pattern::rings:
            return edge(0.3F * wave(radius));
        case Pattern::crosses:
            return edge(std::min(0.09F - std::min(std::abs(at.x), std::abs(at.y)),
                                 0.38F - std::max(std::abs(at.x), std::abs(at.y))));
        case Pattern::triangles:
            return edge(std::min(0.35F - at.y, 0.5F * (at.y + 0.4F) - std::abs(at.x)));
        case Pattern::zigzag:
            return edge(0.3F * wave(place.x + 0.35F * triangle_wave(place.y)));
        case Pattern::rays:
            return edge(0.3F * wave(9 * std::atan2(place.y, place.x) / (2 * kPi)));
        case Pattern::cells: {
            const auto [first, second] = nearest_points(place, seed);
            return edge(0.1F - (second - first));
        }
        case Pattern::blobs:
            return edge(0.33F - nearest_points(place, seed)[0]);
    }
    return 0;
}

}  // namespace gren::phantom
