// A control that needs no network: each class's mean box of the training list, the same in every image.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "dataio/shards/dataset.h"
#include "src/run/training_list.h"

namespace gren {

struct MeanBox {
    std::int64_t boxes = 0;  // of the class in training; several in one image count each
    std::optional<Box> box;  // nothing of nothing; pixels of the S×S image
};

// [K]: means of x, y, w and h over the boxes of those training images whose boxes take part.
std::vector<MeanBox> mean_boxes(const Dataset& dataset, const TrainingList& list);

// The box as a map, whose region overlap() measures as it does a method's: 1 in the cells of a grid² whose
// center lies in the box, -1 in the others. [grid, grid] float32; no region without a box.
torch::Tensor box_map(const std::optional<Box>& box, int size, std::int64_t grid);

}  // namespace gren
