// The normalization of a batch norm by its batch: statistics over all ranks, or over this rank's images where
// no world is given, and the gradient through them.
#pragma once

#include <torch/types.h>

#include "distributed/world.h"

namespace gren {

// Of each channel over the images of all ranks and their pixels.
struct NormStatistics {
    torch::Tensor mean, inverse_std;  // [C] float64; on a GPU of the parameters' type
    torch::Tensor count;              // [1] float64, values per channel; 0 where nobody has an image
};

// Buffers of a batch norm that follow the statistics of its batches.
struct RunningStatistics {
    torch::Tensor mean, variance;  // [C] of the parameters' type
    torch::Tensor batches;         // [] how many there were
};

// Collective over `world`, which may be null; no gradient, and the host waits for a GPU only where this rank
// has at most one value per channel. x [B, C, H, W], B may differ between ranks and be 0. `running` moves on
// by `momentum`; without any image only its count does. Throws std::invalid_argument: one value per channel.
NormStatistics batch_statistics(World* world, const torch::Tensor& x, RunningStatistics& running,
                                double momentum, double epsilon);

// (x - mean) · inverse_std · weight + bias, in x's dtype. Backward is collective: it goes through mean and
// variance, to the pixels of all ranks; weight and bias get the gradient of this rank's pixels only.
torch::Tensor sync_normalize(World* world, const torch::Tensor& x, const torch::Tensor& weight,
                             const torch::Tensor& bias, const NormStatistics& statistics);

}  // namespace gren
