// A stage of a DenseNet: what makes the maps smaller before it, its dense layers, and the batch norm and ReLU
// on all their maps.
#pragma once

#include <vector>

#include "src/network/backbone.h"
#include "src/network/dense_layer.h"

namespace gren {

// Half the channels, and a mean over 2×2. Where the stage is dilated it keeps the resolution: the mean is
// taken over values `distance` apart, and 3×3 convolutions after it go over twice that distance. So the
// strided network's output is every second value of the dilated one's, whatever the weights. A window that
// leaves the map is as large as what is in it, so that F is ⌈S/stride⌉ cells wide, as a ResNet's; torchvision
// drops it, which is the same where 32 divides S.
struct DenseReduction {
    torch::nn::Conv2d convolution{nullptr};
    std::int64_t distance = 1;
    bool strided = true;

    torch::Tensor operator()(const torch::Tensor& x);  // [B, C, h, w] -> [B, C/2, h/2, w/2] or [B, C/2, h, w]
};

struct DenseStage {
    DenseReduction reduction{};  // without a convolution: the stage sees its input as it is
    std::vector<DenseLayer> layers{};
    BatchNorm norm{nullptr};
};

BackbonePart part_of(DenseStage stage);

}  // namespace gren
