// How both families of backbones begin: 7×7 with stride 2, batch norm, ReLU, and the largest of 3×3
// with stride 2.
#pragma once

#include <torch/nn/modules/conv.h>

#include "src/network/backbone.h"

namespace gren {

torch::nn::Conv2d stem_convolution(std::int64_t channels);
// [B, 3, S, S] -> [B, channels, S/4, S/4]; nothing of it is recomputed.
BackbonePart stem_of(torch::nn::Conv2d convolution, BatchNorm norm);

}  // namespace gren
