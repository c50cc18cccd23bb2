// The head of III-A: 1×1 convolution, ReLU, 1×1 convolution, on F resized to the wanted grid;
// logits, not probabilities.
#pragma once

#include <torch/nn/modules/conv.h>

namespace gren {

// Names: conv1.weight, conv1.bias, conv2.weight, conv2.bias.
class HeadImpl : public torch::nn::Module {
  public:
    // `cells`: P², with which the last bias starts at a prior so small that the MIL loss of an absent class
    // starts near 1.
    HeadImpl(std::int64_t channels, std::int64_t hidden, std::int64_t classes, std::int64_t cells);
    torch::Tensor forward(const torch::Tensor& features,
                          std::int64_t grid);  // [B,C,h,w] -> logits [B,K,grid,grid]

  private:
    torch::nn::Conv2d conv1_{nullptr}, conv2_{nullptr};
};
TORCH_MODULE(Head);

}  // namespace gren
