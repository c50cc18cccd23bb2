// All-gather of rows through which gradients flow back to the rank that owns each row.
#pragma once

#include <torch/types.h>

#include <vector>

#include "distributed/world.h"

namespace gren {

// Forward: as gather_rows(). Backward: reduce-scatter *sum*: row i's gradient is the sum over ranks of what
// each of them has for row i, on the owner. Nothing is averaged and nothing scaled; trainer.h states the one
// scale. All ranks call forward and backward together, also one with no rows; no double backward.
torch::Tensor differentiable_gather_rows(World& world, const torch::Tensor& own,
                                         const std::vector<std::int64_t>& rows);

}  // namespace gren
