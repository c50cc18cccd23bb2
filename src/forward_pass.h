// Images through the network to what the terms of a method see: F, f^l, f^r and the maps.
#pragma once

#include "src/localizer.h"

namespace gren {

struct ForwardOptions {
    std::int64_t grid = 16;  // P
    bool bfloat16 = false;   // autocast of the trunk and head; what comes out is float32 at least
};

// `batch`: this rank's images, or some of them; `nodes`: the global batch, with those rows as its own.
// Collective where batch norm is synchronised. `step` seeds the shuffle control.
TermInput forward_pass(Localizer& model, const ForwardOptions& options, const Batch& batch,
                       const GlobalNodes& nodes, std::int64_t step);

}  // namespace gren
