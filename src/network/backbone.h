// What makes the feature map F of an image: a ResNet or a DenseNet without pooling and classifier, in
// torchvision's layout and under torchvision's names.
#pragma once

#include <torch/nn/module.h>

#include <array>
#include <functional>
#include <memory>
#include <vector>

#include "distributed/batch_norm.h"

namespace gren {

struct BackboneOptions {
    int depth = 50;          // 18, 50: ResNet (resnet.h); 121: DenseNet (densenet.h)
    int output_stride = 32;  // 32, 16 or 8: the last stages are dilated instead of strided, weights unchanged
    NormMode norm = NormMode::sync;
    World* world = nullptr;   // needed for NormMode::sync; must outlive the module
    std::int64_t width = 64;  // channels of the first convolution; torchvision's weights want 64
};

// A stretch of the backbone, and the parameters in it. Valid as long as the network.
struct BackbonePart {
    std::function<torch::Tensor(const torch::Tensor&)> forward;
    // The same; of each block only the input is kept, the backward pass computes the rest again.
    std::function<torch::Tensor(const torch::Tensor&)> forward_recomputing;
    std::vector<torch::Tensor> parameters;
};

class Backbone : public torch::nn::Module {
  public:
    // [B, 3, S, S] normalized -> F [B, C, S/stride, S/stride]
    torch::Tensor forward(torch::Tensor image) const;
    torch::Tensor forward_recomputing(torch::Tensor image) const;
    // What the four stages give, F last: S/4, S/8 and on, as the output stride has it.
    std::vector<torch::Tensor> forward_stages(const torch::Tensor& image) const;
    const std::vector<BackbonePart>& parts() const { return parts_; }  // stem and the four stages

  protected:
    std::vector<BackbonePart> parts_;  // by the constructor
};

// Throws std::invalid_argument: depth, output stride or width not offered.
std::shared_ptr<Backbone> make_backbone(const BackboneOptions& options);

// Channels of what the four stages give; the last are those of F: 8, 32 or 16 times the width, by depth.
std::array<std::int64_t, 4> stage_channels(int depth, std::int64_t width);

}  // namespace gren
