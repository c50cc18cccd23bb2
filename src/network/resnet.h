// ResNet-18 and ResNet-50 without pooling and classifier, in torchvision's layout and
// under torchvision's names.
#pragma once

#include <torch/nn/module.h>

#include <functional>
#include <memory>
#include <vector>

#include "distributed/batch_norm.h"

namespace gren {

struct ResNetOptions {
    int depth = 50;          // 18 (basic blocks) or 50 (bottlenecks, stride in the 3×3)
    int output_stride = 32;  // 32, 16 or 8: the last stages are dilated instead of strided, weights unchanged
    NormMode norm = NormMode::sync;
    World* world = nullptr;   // needed for NormMode::sync; must outlive the module
    std::int64_t width = 64;  // channels of the first stage; torchvision's weights want 64
};

// Names: conv1.weight, bn1.*, layer{1..4}.{i}.conv{1..3}.weight, .bn{1..3}.*, .downsample.{0,1}.*
// Initialized as torchvision does: convolutions He-normal over fan-out, batch norms 1 and 0.
// A stretch of the backbone, and the parameters in it. Valid as long as the network.
struct BackbonePart {
    std::function<torch::Tensor(const torch::Tensor&)> forward;
    std::vector<torch::Tensor> parameters;
};

class ResNetImpl : public torch::nn::Module {
  public:
    explicit ResNetImpl(
        const ResNetOptions& options);  // throws std::invalid_argument: depth or stride not offered
    torch::Tensor forward(
        torch::Tensor image);  // [B, 3, S, S] normalized -> F [B, channels(), S/stride, S/stride]
    // What the four stages give, F last: S/4, S/8 and on, as the output stride has it.
    std::vector<torch::Tensor> forward_stages(const torch::Tensor& image);
    // As forward(); of each residual block only the input is kept, the backward pass computes the rest again.
    torch::Tensor forward_recomputing(const torch::Tensor& image);
    std::vector<BackbonePart> parts();  // stem and stages: one after the other they are forward()
    std::int64_t channels() const { return channels_; }  // 512 or 2048

  private:
    struct Layers;  // here and not spelt out: torch's layers cost every file that sees them two seconds
    std::shared_ptr<Layers> layers_;
    std::int64_t channels_ = 0;
};
TORCH_MODULE(ResNet);

}  // namespace gren
