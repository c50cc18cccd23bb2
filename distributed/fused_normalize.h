// The passes over the pixels of a synchronized batch norm by ATen's kernels for it, those of PyTorch's
// SyncBatchNorm. It has them for CUDA alone; sync_normalize.cpp takes the long way on the CPU.
#pragma once

#include <torch/types.h>

#include <utility>

namespace gren {

// x [B, C, H, W], B > 0, contiguous or channels_last, and dy alike; all else [C], float32 for x in float32
// or bfloat16, float64 for float64. Each reads x once, and dy once where it takes it; results as large as x
// are written once.

// (x - mean) · inverse_std · weight + bias, in x's dtype
torch::Tensor fused_normalize(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                              const torch::Tensor& mean, const torch::Tensor& inverse_std);

// With x̂ = (x - mean) · inverse_std: Σ dy·x̂ and Σ dy over these pixels, the gradients of weight and bias
std::pair<torch::Tensor, torch::Tensor> fused_parameter_gradients(const torch::Tensor& dy,
                                                                  const torch::Tensor& x,
                                                                  const torch::Tensor& weight,
                                                                  const torch::Tensor& mean,
                                                                  const torch::Tensor& inverse_std);

// weight · inverse_std · (dy - mean_dy - x̂ · mean_dy_x̂), means over the pixels of all ranks; in x's dtype
torch::Tensor fused_input_gradient(const torch::Tensor& dy, const torch::Tensor& x,
                                   const torch::Tensor& weight, const torch::Tensor& mean,
                                   const torch::Tensor& inverse_std, const torch::Tensor& mean_dy,
                                   const torch::Tensor& mean_dy_normalized);

}  // namespace gren
