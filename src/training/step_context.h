// What one training step works with.
#pragma once

#include "graph/global_graph.h"
#include "src/method/localizer.h"
#include "src/timing/timeline.h"
#include "src/training/captured_backbone.h"

namespace gren {

struct ForwardOptions {
    bool recompute = false;  // of each residual block the input alone is kept (activation_checkpointing.h)
    bool capture = false;   // the backbone is recorded and replayed (captured_backbone.h); not with recompute
    bool bfloat16 = false;  // autocast of the backbone and head; what comes out is float32 at least
};

struct StepContext {
    World& world;
    Localizer& model;
    const GlobalGraph& graph;
    const ForwardOptions& forward;
    const Batch& batch;        // this rank's share
    const GlobalNodes& nodes;  // of all ranks
    const LabelCounts& labels;
    std::int64_t step;
    Timeline& timeline;
    CapturedBackbone* captured = nullptr;  // where ForwardOptions::capture
};

}  // namespace gren
