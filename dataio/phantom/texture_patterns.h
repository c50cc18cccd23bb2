// Ten patterns as functions of the plane.
#pragma once

#include <array>
#include <cstdint>
#include <opencv2/core.hpp>

namespace gren::phantom {

enum class Pattern { stripes, checkers, dots, rings, crosses, triangles, zigzag, rays, cells, blobs };
inline constexpr int kPatterns = 10;
inline constexpr std::array<const char*, kPatterns> kPatternNames{
    "Stripes", "Checkers", "Dots", "Rings", "Crosses", "Triangles", "Zigzag", "Rays", "Cells", "Blobs"};

// The pattern's grey at a place, 0..1; its period is 1, and `seed` says which of its irregular ones it is.
float grey_at(Pattern pattern, cv::Point2f place, std::uint64_t seed);

}  // namespace gren::phantom
