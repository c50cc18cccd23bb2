// Features in the form in which they travel. Autograd casts the gradients the same way back.
#pragma once

#include "graph/global_graph.h"

namespace gren {

inline torch::Tensor on_wire(const torch::Tensor& features, Wire wire) {
    return wire == Wire::bfloat16 ? features.to(torch::kBFloat16) : features;
}

}  // namespace gren
