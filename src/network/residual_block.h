// The two blocks of residual networks, in torchvision's layout and under its names.
#pragma once

#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>

#include "distributed/batch_norm.h"

namespace gren {

struct BlockOptions {
    std::int64_t in_channels = 0;
    std::int64_t width = 0;           // channels of the 3×3 convolutions
    std::int64_t stride = 1;          // of the first 3×3
    std::int64_t first_dilation = 1;  // of the first 3×3
    std::int64_t dilation = 1;        // of the 3×3 after it
    NormMode norm = NormMode::sync;
    World* world = nullptr;
};

// 3×3, 3×3. Names: conv1, bn1, conv2, bn2, downsample.{0,1}.
class BasicBlockImpl : public torch::nn::Module {
  public:
    static constexpr std::int64_t kExpansion = 1;
    explicit BasicBlockImpl(const BlockOptions& options);
    torch::Tensor forward(const torch::Tensor& x);  // [B, in, h, w] -> [B, width, h/stride, w/stride]

  private:
    torch::nn::Conv2d conv1_{nullptr}, conv2_{nullptr};
    BatchNorm bn1_{nullptr}, bn2_{nullptr};
    torch::nn::Sequential downsample_{nullptr};
    std::int64_t stride_before_ = 1;  // of what the downsample is given
};
TORCH_MODULE(BasicBlock);

// 1×1, 3×3 (the strided one), 1×1. Names: conv1, bn1, conv2, bn2, conv3, bn3, downsample.{0,1}.
class BottleneckImpl : public torch::nn::Module {
  public:
    static constexpr std::int64_t kExpansion = 4;
    explicit BottleneckImpl(const BlockOptions& options);
    torch::Tensor forward(const torch::Tensor& x);  // [B, in, h, w] -> [B, 4 width, h/stride, w/stride]

  private:
    torch::nn::Conv2d conv1_{nullptr}, conv2_{nullptr}, conv3_{nullptr};
    BatchNorm bn1_{nullptr}, bn2_{nullptr}, bn3_{nullptr};
    torch::nn::Sequential downsample_{nullptr};
    std::int64_t stride_before_ = 1;  // of what the downsample is given
};
TORCH_MODULE(Bottleneck);

}  // namespace gren
