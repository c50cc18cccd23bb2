// What a synchronized batch norm does with its own pixels, before and behind the all-reduces: by ATen's
// kernels on a GPU (norm_passes_gpu.cpp), by sums in float64 on the CPU (norm_passes_cpu.cpp).
#pragma once

#include <torch/types.h>

#include "distributed/sync_normalize.h"

namespace gren {

struct OwnGradients {
    torch::Tensor weight, bias;  // Σ dy · x̂ and Σ dy of this rank's pixels, [C]
    torch::Tensor sums;          // bias and weight again, [2C] float64, in memory of their own
};

// x [B, C, H, W], B > 0, float32, float64 or bfloat16, dy alike and in x's layout; weight and bias [C]
// float32, or float64 with x in float64. No gradient, no collective, and the host never waits.
class NormPasses {
  public:
    virtual ~NormPasses() = default;
    // [2C + 1] float64: Σ x, Σ x², values per channel
    virtual torch::Tensor own_sums(const torch::Tensor& x) const = 0;
    // (x - mean) · inverse_std · weight + bias, in x's dtype
    virtual torch::Tensor normalized(const torch::Tensor& x, const torch::Tensor& weight,
                                     const torch::Tensor& bias, const NormStatistics& statistics) const = 0;
    virtual OwnGradients own_gradients(const torch::Tensor& dy, const torch::Tensor& x,
                                       const torch::Tensor& weight,
                                       const NormStatistics& statistics) const = 0;
    // weight · inverse_std · (dy - mean(dy) - x̂ · mean(dy · x̂)), in x's dtype, `sums` being those
    // of all ranks
    virtual torch::Tensor input_gradient(const torch::Tensor& dy, const torch::Tensor& x,
                                         const torch::Tensor& weight, const NormStatistics& statistics,
                                         const torch::Tensor& sums) const = 0;
};

const NormPasses& norm_passes_of_cpu();
const NormPasses& norm_passes_of_gpu();

inline const NormPasses& norm_passes_of(torch::Device device) {
    return device.is_cuda() ? norm_passes_of_gpu() : norm_passes_of_cpu();
}

}  // namespace gren
