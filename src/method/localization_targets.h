// What the losses of Eq. 1-3 compare the logits with.
#pragma once

#include <torch/types.h>

namespace gren {

struct LocalizationTargets {
    torch::Tensor label;  // [B,K] uint8: 0, 1, 255 unknown (no loss unless boxed)
    torch::Tensor boxed;  // [B,K] bool: λ_ik, boxed and its boxes take part
    torch::Tensor
        cells;  // [B,K,P,P] uint8 or float: 1 iff the cell overlaps a box of the class in a positive area
};

}  // namespace gren
