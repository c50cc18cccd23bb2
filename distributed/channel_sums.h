// Sums over the pixels of each channel, on the CPU. ATen's own for channels_last add up float32 one by one,
// and where most of an image is one value (a masked lung) every addition rounds the same way.
#pragma once

#include <torch/types.h>

namespace gren {

// Σ a and Σ a·b of each channel, in float64, into sums [2, C]. a, b [B, C, H, W], both float32, float64 or
// bfloat16, on the CPU. Each is read once where it is channels_last; otherwise it is copied first. The number
// of threads does not change the result.
void channel_sums(const torch::Tensor& a, const torch::Tensor& b, double* sums);

}  // namespace gren
