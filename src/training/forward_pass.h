// Images through the network to what the terms of a method see: F, f^l, f^r and the maps.
#pragma once

#include "distributed/side_stream.h"
#include "src/method/objective.h"
#include "src/training/step_context.h"

namespace gren {

struct ForwardPass {
    TermInput seen;
    StreamMark
        features_ready;  // when F and f^l, f^r, which the pair terms read, had been given to the device
};

// `batch`: this rank's images, or some of them; `nodes`: the global batch, with those rows as its own.
// Collective where batch norm is synchronized.
ForwardPass forward_pass(const StepContext& step, const Batch& batch, const GlobalNodes& nodes);

// This rank's part of the terms of its own images (Eq. 1-5).
Objective local_objective(const StepContext& step, const TermInput& seen);

}  // namespace gren
