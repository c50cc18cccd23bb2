// T(IoU): how well the cells above 0.5 cover a disease's box (method.md, "Localisation").
#pragma once

#include <torch/types.h>

#include <array>
#include <cstdint>
#include <vector>

#include "dataio/sample.h"

namespace gren {

inline constexpr std::array<double, 7> kIouThresholds{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7};

// IoU of the union of cells with p > 0.5 with the union of `boxes`, exact areas in pixels of a `size`² image.
// logits: [G, G] float, of one image and class. 0 when no cell is on.
double region_iou(const torch::Tensor& logits, const std::vector<Box>& boxes, int size);

// IoU of the best possible choice of whole cells of a grid² with one box: the ceiling printed beside each
// score.
double ceiling_iou(const Box& box, int size, int grid);

struct ClassAccuracy {
    std::int64_t boxes = 0;                                     // n
    std::array<std::int64_t, kIouThresholds.size()> correct{};  // k, IoU > T
};

struct BoxResult {  // a row of boxes.csv
    std::int64_t sample = 0;
    std::int32_t cls = 0;
    double iou = 0, ceiling = 0;
};

// [K]; classes without a box have n = 0 and take no part in means.
std::vector<ClassAccuracy> accuracy_by_class(const std::vector<BoxResult>& results, std::size_t classes);

// Mean over the classes with boxes of k/n at threshold t (index into kIouThresholds); NaN when there is none.
double mean_accuracy(const std::vector<ClassAccuracy>& classes, std::size_t t);

}  // namespace gren
