// Pooling between mean (r → 0) and maximum (r → ∞).
#pragma once

#include <torch/types.h>

namespace gren {

// max + (1/r) log (mean over the cells of e^(r (x - max))), Wang et al. 2017, Eq. 3 with the maximum itself
// instead of the largest absolute value, at which a negative map underflows. x [B, C, h, w], r > 0 -> [B, C]
torch::Tensor log_sum_exp(const torch::Tensor& x, double sharpness);

}  // namespace gren
