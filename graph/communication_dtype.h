// Features in the form in which they travel. Autograd casts the gradients the same way back.
#pragma once

#include "graph/global_graph.h"

namespace gren {

inline torch::Tensor in_communication_dtype(const torch::Tensor& features, CommunicationDtype dtype) {
    return dtype == CommunicationDtype::bfloat16 ? features.to(torch::kBFloat16) : features;
}

}  // namespace gren
