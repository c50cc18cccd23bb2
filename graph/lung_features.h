// The features of an image's R lung regions, the two lungs f^l, f^r of METHOD.md's Eq. 5 or more, in each
// variant of the paper's words.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace gren {

enum class LungVariant {
    pooled,   // masked mean over the region: C features
    mirror,   // maps of the right lung flipped left-right, then flattened: homologous places are compared
    flat,     // flattened as they are; disjoint supports are always √2 apart when normalized
    forward,  // the maps of the masked images of the regions, flattened (1 + R passes per image)
};
LungVariant lung_variant_from(const std::string& name);  // throws std::invalid_argument naming the four

// What lies around a region in its masked image.
enum class LungBackground {
    black,  // as the hash sees it
    grey,   // ImageNet's mean, which normalized is 0
};
LungBackground lung_background_from(const std::string& name);  // throws std::invalid_argument naming both

// Masks shrunk to a grid: the share of each cell that is the region. masks [B, R, S, S], 0 or 1, to float32
// [B, R, h, w].
torch::Tensor region_fractions(const torch::Tensor& masks, std::int64_t h, std::int64_t w);

// L2 norm 1 in the last dimension; a zero vector stays zero, with gradient 0.
torch::Tensor l2_normalized(const torch::Tensor& features);

// pooled, mirror, flat: features [B, C, h, w], fractions [B, R, h, w], right [R] whether a region is of the
// patient's right lung -> [B, R, X], X = C or C·h·w. Flat maps of two regions of one lung never meet: they
// are √2 apart when normalized, as all flat ones are. REQUIRES: variant != forward.
torch::Tensor region_features(const torch::Tensor& features, const torch::Tensor& fractions,
                              const std::vector<bool>& right, LungVariant variant);

}  // namespace gren
