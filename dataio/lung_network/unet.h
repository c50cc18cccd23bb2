// A small U-Net (Ronneberger et al. 2015): one grey image in, one logit a pixel out. It normalizes by groups
// of channels, so that an image's mask depends on no other image of the batch.
#pragma once

#include <torch/nn/modules/container/modulelist.h>
#include <torch/nn/modules/conv.h>

#include <cstdint>

namespace gren {

class UNetImpl : public torch::nn::Module {
  public:
    // Five levels of channels, 2·channels and then 4·channels each. REQUIRES channels divisible by 4.
    explicit UNetImpl(std::int64_t channels);
    // [B, 1, H, W] -> logits [B, 1, H, W]. REQUIRES H, W >= 16; odd sizes are fine.
    torch::Tensor forward(const torch::Tensor& image);

  private:
    torch::nn::ModuleList down_, up_;  // by level, from the finest
    torch::nn::Conv2d output_{nullptr};
};
TORCH_MODULE(UNet);

}  // namespace gren
