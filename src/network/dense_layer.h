// One layer of a dense block, in torchvision's layout and under its names.
#pragma once

#include <torch/nn/modules/conv.h>

#include <vector>

#include "distributed/batch_norm.h"

namespace gren {

struct DenseLayerOptions {
    std::int64_t in_channels = 0;
    std::int64_t growth = 0;    // channels that it adds
    std::int64_t dilation = 1;  // of the 3×3
    NormMode norm = NormMode::sync;
    World* world = nullptr;
};

// Of all maps before it, batch norm, ReLU, 1×1 to four times the growth; batch norm, ReLU, 3×3. Names: norm1,
// conv1, norm2, conv2.
class DenseLayerImpl : public torch::nn::Module {
  public:
    explicit DenseLayerImpl(const DenseLayerOptions& options);
    // [B, ., h, w] with in_channels together -> [B, growth, h, w]
    torch::Tensor forward(const std::vector<torch::Tensor>& before);

  private:
    torch::nn::Conv2d conv1_{nullptr}, conv2_{nullptr};
    BatchNorm norm1_{nullptr}, norm2_{nullptr};
};
TORCH_MODULE(DenseLayer);

// The maps one after the other; a single one as it is.
torch::Tensor concatenated(const std::vector<torch::Tensor>& maps);

}  // namespace gren
