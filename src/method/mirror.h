// The two sides of a chest: its mid-line, and feature maps reflected about it.
#pragma once

#include <torch/types.h>

namespace gren {

// Lines x = a + b·y in coordinates that run from -1 to 1 over the image: least squares through the middles,
// row by row, between the inner borders of the two lungs. An image whose lungs are not valid, or never stand
// side by side, has the image's own middle, (0, 0). lungs [B, 2, S, S] 0 or 1, the patient's left first;
// valid [B] bool -> [B, 2] float32 of a and b
torch::Tensor mid_lines(const torch::Tensor& lungs, const torch::Tensor& valid);

// Each map reflected about its line, bilinear, 0 outside. With the line (0, 0) flip(-1). On a GPU the
// gradient's sums depend on the order of threads. features [B, C, h, w], lines [B, 2]; `shift` [B, 2, 3], if
// defined, is added to the affine map that the reflection is -> [B, C, h, w]
torch::Tensor mirrored(const torch::Tensor& features, const torch::Tensor& lines,
                       const torch::Tensor& shift = {});

// |F - mirrored F| about the chest's mid-line, within the lungs: 0 outside and where the lungs are not valid.
// features [B, C, h, w], lungs and valid as above -> [B, C, h, w]
torch::Tensor side_difference(const torch::Tensor& features, const torch::Tensor& lungs,
                              const torch::Tensor& valid);

}  // namespace gren
