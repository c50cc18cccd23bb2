// Batch normalization whose statistics are the global batch's (sync), the rank's (local), or fixed (frozen).
#pragma once

#include <torch/nn/module.h>

#include <filesystem>

#include "distributed/world.h"

namespace gren {

enum class NormMode { sync, local, frozen };
std::string to_string(NormMode mode);
NormMode norm_mode_from(const std::string& name);  // throws std::invalid_argument naming the three

// Parameters and buffers are named as torch.nn.BatchNorm2d's: weight, bias, running_mean, running_var,
// num_batches_tracked. Momentum 0.1, epsilon 1e-5.
// sync, training: mean and variance over N×H×W of all ranks, gradients included; all ranks call forward and
// backward together, also a rank with no image. In eval mode, and always when frozen, the running statistics
// are used; frozen still trains weight and bias.
class BatchNormImpl : public torch::nn::Module {
  public:
    // `world` may be null for local and frozen; otherwise it must outlive the module.
    BatchNormImpl(std::int64_t channels, NormMode mode, World* world);
    torch::Tensor forward(const torch::Tensor& x);  // [B, C, H, W] float32, float64 or bfloat16 -> same

  private:
    torch::Tensor alone_on_gpu(const torch::Tensor& x, bool again);

    NormMode mode_;
    World* world_;
    torch::Tensor weight_, bias_, running_mean_, running_var_, num_batches_tracked_;
};
TORCH_MODULE(BatchNorm);

}  // namespace gren
