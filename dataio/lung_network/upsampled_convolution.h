// A convolution of an enlarged tensor that never enlarges it: mixing channels and enlarging are both linear
// and commute, so that channels are mixed on the small grid, a quarter of the pixels.
#pragma once

#include <torch/types.h>

namespace gren {

// Adds conv2d(upsample_bilinear2d(x, [H, W]), kernel, padding 1) to `sum`, up to rounding, without gradients.
// sum [B, C, H, W] in channels-last, x [B, D, h, w], kernel [C, D, 3, 3]; float32 on a CPU.
// REQUIRES H >= 2h, W >= 2w.
void add_upsampled_convolution(torch::Tensor& sum, const torch::Tensor& x, const torch::Tensor& kernel);

}  // namespace gren
