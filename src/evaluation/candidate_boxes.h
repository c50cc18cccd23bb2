// Where a system answers with several boxes (Wang et al. 2017: one around each isolated part of a heat map,
// at two heights): its boxes, and how well they cover a disease's under each rule of which of them counts.
// Which does in that paper is not stated.
#pragma once

#include <torch/types.h>

#include <array>
#include <string>
#include <vector>

#include "src/evaluation/box_overlap.h"

namespace gren {

enum class BoxRule {
    any,         // the best of them: the generous one
    top,         // the one of the highest mean heat
    all_united,  // all of them as one region, as the other systems' rows are measured
};
inline constexpr std::array<const char*, 3> kBoxRules{"any", "top", "union"};
BoxRule box_rule_from(const std::string& name);  // throws std::invalid_argument naming the three

// In cells of the grid.
struct CellBox {
    int x = 0, y = 0, w = 0, h = 0;
    double heat = 0;  // the mean of the map inside
};
// Around each 8-connected part above each level. map [G, G] float32
std::vector<CellBox> candidate_boxes(const torch::Tensor& map, const std::vector<double>& levels);

// IoU and IoBB under each rule, in the order of kBoxRules; `any` takes the best of each by itself. 0 without
// a candidate. `boxes` in pixels of the size² image.
struct RuleOverlap {
    double iou = 0, iobb = 0;
};
std::array<RuleOverlap, 3> candidate_overlaps(const std::vector<CellBox>& candidates, std::int64_t grid,
                                              const std::vector<Box>& boxes, int size);

}  // namespace gren
