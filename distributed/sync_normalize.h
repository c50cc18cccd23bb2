// The normalization of a batch norm by its batch: statistics over all ranks, or over this rank's images where
// no world is given, and the gradient through them.
#pragma once

#include <torch/types.h>

#include "distributed/world.h"

namespace gren {

// Of each channel over the images and their pixels.
struct Moments {
    torch::Tensor mean;      // [C] float64
    torch::Tensor variance;  // [C] float64, divided by count (biased)
    torch::Tensor count;     // [] float64, values per channel; 0 when nobody has an image
};

// Collective over `world`, which may be null; no gradient, and the host does not wait for a GPU. x [B, C, H,
// W], B may differ between ranks and be 0.
Moments global_moments(World* world, const torch::Tensor& x);

// (x - mean) / sqrt(variance + epsilon) * weight + bias, in x's dtype. Backward is collective: it goes
// through mean and variance, to the pixels of all ranks; weight and bias get the gradient of this
// rank's pixels only.
torch::Tensor sync_normalize(World* world, const torch::Tensor& x, const torch::Tensor& weight,
                             const torch::Tensor& bias, const Moments& moments, double epsilon);

}  // namespace gren
