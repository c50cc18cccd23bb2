// The mean weights of a whole training list, for the control whose weights say nothing of the images.
#pragma once

#include <cstdint>
#include <vector>

namespace gren {

struct MeanSimilarity {
    std::int64_t images = 0;
    double intra = 0;  // of Eq. 4, the mean over the images and over the pairs of their regions
    double inter = 0;  // of Eq. 6, the mean over the pairs of images
};

// `hashes`: those of the regions of every image whose lungs can carry edges, [R] each. Exact, up to one
// rounding each: bits are counted, not pairs of images, in O(images). Without an image or a pair: 0.
MeanSimilarity mean_similarity(const std::vector<std::vector<std::uint64_t>>& hashes);

}  // namespace gren
