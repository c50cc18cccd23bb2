// Places that a map of logits points to.
#pragma once

#include <torch/types.h>

#include <vector>

namespace gren {

struct MapMark {
    float logit = 0;
    double x = 0, y = 0;  // the cell's center, in [0, 1] of the image's width and height
};

// logits: [G, G] float32, CPU. Of equal cells the first by rows.
MapMark hottest_cell(const torch::Tensor& logits);

// The hottest cell of each connected part (also by corners) of the cells above 0, by rows of
// their first cells.
std::vector<MapMark> hottest_cells_of_parts(const torch::Tensor& logits);

}  // namespace gren
