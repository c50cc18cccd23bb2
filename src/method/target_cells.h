// Boxes drawn on the grid of Eq. 1: a cell is 1 iff it overlaps the box in a positive area.
#pragma once

#include <torch/types.h>

#include <vector>

#include "dataio/sample.h"

namespace gren {

// boxes in pixels of an image of `size`² pixels -> [K, grid, grid] float32
torch::Tensor target_cells(const std::vector<Box>& boxes, int classes, int size, int grid);

}  // namespace gren
