// What a training step keeps in memory, from the configuration alone: the tensors that the backward pass of
// the backbone wants, counted layer by layer. First steps are measured (memory_budget.h); this says
// what other settings would need.
#pragma once

#include <cstdint>

#include "src/method/localizer.h"

namespace gren {

// One image on its way through the backbone and back: what is held when the forward pass has ended, and of
// recomputed blocks their inputs and the insides of the largest one.
std::int64_t activation_bytes(const LocalizerSpec& network, bool recompute, bool bfloat16);

}  // namespace gren
