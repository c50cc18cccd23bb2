// The features f^l, f^r of an image's two lungs (METHOD.md, Eq. 5), in each variant of the paper's words.
#pragma once

#include <torch/types.h>

#include <string>

namespace gren {

enum class LungVariant {
    pooled,   // masked mean over the lung: C features
    mirror,   // the right map flipped left-right, then flattened: homologous places are compared
    flat,     // flattened as they are; disjoint supports are always √2 apart when normalized
    forward,  // the maps of the two masked lung images, flattened (three passes per image)
};
LungVariant lung_variant_from(const std::string& name);  // throws std::invalid_argument naming the four

// What lies around a lung in its masked image.
enum class LungBackground {
    black,  // as the hash sees it
    grey,   // ImageNet's mean, which normalized is 0
};
LungBackground lung_background_from(const std::string& name);  // throws std::invalid_argument naming both

// Lung masks shrunk to a grid: the share of each cell that is lung. lungs [B, 2, S, S] 0 or 1 -> [B, 2,
// h, w] float32
torch::Tensor lung_fractions(const torch::Tensor& lungs, std::int64_t h, std::int64_t w);

// L2 norm 1 in the last dimension; a zero vector stays zero, with gradient 0.
torch::Tensor l2_normalized(const torch::Tensor& features);

// pooled, mirror, flat: features [B, C, h, w], fractions [B, 2, h, w] -> [B, 2, X], X = C or C·h·w.
// REQUIRES: variant != forward, whose maps come from masked images (lung_features_of_passes).
torch::Tensor lung_features(const torch::Tensor& features, const torch::Tensor& fractions,
                            LungVariant variant);

// forward: maps of the left and of the right lung's image, [B, C, h, w] each -> [B, 2, C·h·w]
torch::Tensor lung_features_of_passes(const torch::Tensor& left, const torch::Tensor& right);

}  // namespace gren
