// What a network that has learnt its training targets without a fault reaches: the ceiling beside each score.
#pragma once

#include <cstdint>
#include <vector>

#include "dataio/sample.h"

namespace gren {

// IoU of the boxes with the region of a perfect learner of Eq. 1: its logits are +1 in the cells of a grid²
// that overlap a box and -1 in the others, resized bilinearly to eval_grid², as the maps are. `boxes`: of one
// class, in pixels of the size² image.
double target_ceiling_iou(std::vector<Box> boxes, int size, std::int64_t grid, std::int64_t eval_grid);

}  // namespace gren
