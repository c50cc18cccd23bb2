// T(IoU), T(IoBB): how well a region, the cells above 0.5, covers a disease's boxes
// (METHOD.md, "What is read off"; RUN_FOLDER.md).
#pragma once

#include <torch/types.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dataio/sample.h"

namespace gren {

inline constexpr std::array<double, 7> kOverlapThresholds{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7};

bool contains(const Box& box, double x, double y);  // its border is outside

// Exact areas in pixels of a size² image: of the union of cells with p > 0.5, of the union of boxes, of both.
struct Overlap {
    double region = 0, boxes = 0, shared = 0;

    double iou() const;   // 0 without a region
    double iobb() const;  // the region's share inside the boxes; 0 without a region
};
// logits: [G, G] float, of one image and class. `boxes` in pixels of the size² image.
Overlap overlap(const torch::Tensor& logits, const std::vector<Box>& boxes, int size);

// IoU of the best possible choice of whole cells of a grid² with the union of boxes: the outer bound
// of any region.
double ceiling_iou(const std::vector<Box>& boxes, int size, std::int64_t grid);

// One (image, class) with a box, or with several, which count as their union.
struct BoxResult {
    std::size_t image = 0;  // place in the list evaluated
    std::int32_t cls = 0;
    double iou = 0, iobb = 0, ceiling = 0, target_ceiling = 0;
    bool pointing = false;  // the hottest cell's center lies in a box
};

struct ClassAccuracy {
    std::int64_t boxes = 0;                                         // n
    std::array<std::int64_t, kOverlapThresholds.size()> correct{};  // k, strictly above T
};
// [K] of `measure`. `times`: how often each image counts, all once where it is empty.
std::vector<ClassAccuracy> accuracy_by_class(std::span<const BoxResult> results, double BoxResult::*measure,
                                             std::size_t classes, std::span<const int> times = {});

// Mean over the classes with boxes of k/n at threshold t (index into kOverlapThresholds); nothing when
// there is none.
std::optional<double> mean_accuracy(const std::vector<ClassAccuracy>& classes, std::size_t t);

}  // namespace gren
