// Boxes drawn on the grid of Eq. 1: a cell is 1 iff it overlaps the box in a positive area.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "dataio/sample.h"

namespace gren {

// boxes in pixels of an image of `size`² pixels -> 1 in the cells [K, grid, grid] that they overlap. Others
// stay as they are.
void mark_cells(const std::vector<Box>& boxes, int size, int grid, std::uint8_t* cells);

// The same drawn on an empty grid -> [K, grid, grid] float32
torch::Tensor target_cells(const std::vector<Box>& boxes, int classes, int size, int grid);

}  // namespace gren
