// Images through the network to what the terms of a method see: F, f^l, f^r and the maps.
#pragma once

#include "src/step_context.h"

namespace gren {

// `batch`: this rank's images, or some of them; `nodes`: the global batch, with those rows as its own.
// Collective where batch norm is synchronised.
TermInput forward_pass(const StepContext& step, const Batch& batch, const GlobalNodes& nodes);

}  // namespace gren
