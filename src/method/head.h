// The head of III-A: 1×1 convolution, ReLU, 1×1 convolution, on F resized to the wanted grid; logits, not
// probabilities. As a variant that of Li et al. 2018: the first convolution 3×3 on the training grid, with or
// without a batch norm after it.
#pragma once

#include <torch/nn/modules/conv.h>

#include "src/method/head_shape.h"

namespace gren {

// Bilinearly to grid×grid, corners not aligned; as it is where it has that size. x [B, C, h, w]
torch::Tensor resized(const torch::Tensor& x, std::int64_t grid);

// The logit of a cell with which the MIL loss of an absent class, of that floor, is 1 over so many cells; of
// probability ½ at most.
double prior_logit(std::int64_t cells, double floor);

// Names: conv1.weight, conv1.bias, conv2.weight, conv2.bias; with a batch norm also norm.*.
class HeadImpl : public torch::nn::Module {
  public:
    // The last bias starts at prior_logit(P², floor).
    explicit HeadImpl(const HeadShape& shape);
    // [B,C,h,w] -> logits [B,K,grid,grid]. A 3×3 convolution always sees the training grid, to which a larger
    // F is shrunk by maxima; its hidden maps are resized where `grid` is another.
    torch::Tensor forward(const torch::Tensor& features, std::int64_t grid);

  private:
    torch::Tensor hidden(const torch::Tensor& features);

    std::int64_t kernel_, grid_;
    torch::nn::Conv2d conv1_{nullptr}, conv2_{nullptr};
    BatchNorm norm_{nullptr};
};
TORCH_MODULE(Head);

}  // namespace gren
