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

// One image through the whole network without a backward pass, with maps of eval_grid² cells: the most that
// is held at a time.
std::int64_t inference_bytes(const LocalizerSpec& network, std::int64_t eval_grid);

}  // namespace gren
