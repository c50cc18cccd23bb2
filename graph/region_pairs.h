// All pairs of the regions or blocks of an image: the edges within it.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace gren {

// (0, 1), (0, 2), …, (1, 2), …: first < second < regions.
inline std::vector<std::pair<std::int64_t, std::int64_t>> region_pairs(std::int64_t regions) {
    std::vector<std::pair<std::int64_t, std::int64_t>> pairs;
    for (std::int64_t a = 0; a < regions; ++a)
        for (std::int64_t b = a + 1; b < regions; ++b) pairs.emplace_back(a, b);
    return pairs;
}

}  // namespace gren
