// What every rank must know of a step's global batch before its images go through the network.
#pragma once

#include "distributed/world.h"
#include "graph/global_nodes.h"
#include "src/method/method.h"

namespace gren {

struct GlobalBatch {
    GlobalNodes nodes;
    LabelCounts labels;  // 0 unless the method counts them
};

// Collective. `batch`: this rank's images. The nodes' hashes are those that the method weighs its edges by;
// of blocks of whole images every image is valid.
GlobalBatch gather_global_batch(World& world, const Method& method, const Batch& batch);

}  // namespace gren
