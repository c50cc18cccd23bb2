// Maps of an aligned film, laid back onto the film as it was: where a radiologist's box lies, and where other
// systems are measured.
#pragma once

#include <torch/types.h>

#include "dataio/sample.h"

namespace gren {

// Logits of the stored image [K, G, G] float32 -> of the film before its alignment, [K, G, G], bilinear; what
// the stored image does not show has kNothingThere.
torch::Tensor in_original_frame(const torch::Tensor& logits, const AffineMap& map);
inline constexpr double kNothingThere = -30;  // a logit: no region, a probability of 1e-13

}  // namespace gren
