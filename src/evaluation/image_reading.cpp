#include "src/evaluation/image_reading.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "dataio/data_error.h"
#include "dataio/run_lengths.h"
#include "src/evaluation/box_overlap.h"
#include "src/evaluation/map_marks.h"
#include "src/evaluation/original_frame.h"
#include "src/evaluation/target_ceiling.h"

namespace gren {
namespace {

bool inside_any(const std::vector<Box>& boxes, const MapMark& mark, int size) {
    return std::ranges::any_of(boxes,
                               [&](const Box& box) { return contains(box, mark.x * size, mark.y * size); });
}

// A pixel of the original belongs to the region when its center lies in a cell above 0.
void read_region(const torch::Tensor& logits, const SampleInfo& info, MapReading& map) {
    const auto on = (logits > 0).contiguous();
    const auto cell_on = on.accessor<bool, 2>();
    const auto grid = logits.size(0);
    const auto cell_of = [&](int pixel, int pixels) { return (2 * pixel + 1) * grid / (2 * pixels); };
    cv::Mat1b mask(info.original_height, info.original_width);
    for (int row = 0; row < mask.rows; ++row)
        for (int column = 0; column < mask.cols; ++column)
            mask(row, column) = cell_on[cell_of(row, mask.rows)][cell_of(column, mask.cols)] ? 1 : 0;
    map.run_lengths = compressed(run_lengths(mask));

    const auto cells = on.nonzero();  // [cells, 2] rows and columns
    const auto first = std::get<0>(cells.min(0)), last = std::get<0>(cells.max(0)) + 1;
    const auto place = [&](const torch::Tensor& cell, int axis, int pixels) {
        return static_cast<double>(cell[axis].item<std::int64_t>() * pixels) / static_cast<double>(grid);
    };
    map.x = place(first, 1, mask.cols);
    map.y = place(first, 0, mask.rows);
    map.w = place(last, 1, mask.cols) - map.x;
    map.h = place(last, 0, mask.rows) - map.y;
}

MapReading read_map(const torch::Tensor& logits, std::int32_t cls, const SampleInfo& info, int image_size,
                    std::int64_t grid, bool has_region) {
    MapReading map;
    map.cls = cls;
    const auto boxes = boxes_of_class(info.boxes, cls);
    map.boxed = !boxes.empty();
    if (map.boxed) {
        const auto found = overlap(logits, boxes, image_size);
        map.iou = found.iou();
        map.iobb = found.iobb();
        map.ceiling = ceiling_iou(boxes, image_size, logits.size(0));
        map.target_ceiling = target_ceiling_iou(boxes, image_size, grid, logits.size(0));
        map.pointing = inside_any(boxes, hottest_cell(logits), image_size);
    }
    if (!has_region) return map;
    read_region(logits, info, map);
    for (const auto& mark : hottest_cells_of_parts(logits))
        map.marks.push_back({mark.logit, inside_any(boxes, mark, image_size)});
    return map;
}

std::array<RuleOverlap, 3> overlaps_by_rule(const torch::Tensor& map, const std::vector<double>& levels,
                                            const std::vector<Box>& boxes, int image_size) {
    return candidate_overlaps(candidate_boxes(map, levels), map.size(0), boxes, image_size);
}

// IoU of what the method answers, a region or boxes, with `boxes`.
double answered_iou(const torch::Tensor& map, const Inference& inference, const std::vector<Box>& boxes,
                    int image_size, BoxRule box_rule) {
    if (inference.box_levels.empty()) return overlap(map, boxes, image_size).iou();
    const auto overlaps = overlaps_by_rule(map, inference.box_levels, boxes, image_size);
    return overlaps[static_cast<std::size_t>(box_rule)].iou;
}

void measure_candidates(const torch::Tensor& map, const std::vector<double>& levels, const SampleInfo& info,
                        int image_size, BoxRule box_rule, MapReading& reading) {
    const auto overlaps = overlaps_by_rule(map, levels, boxes_of_class(info.boxes, reading.cls), image_size);
    reading.rules.assign(overlaps.begin(), overlaps.end());
    reading.iou = overlaps[static_cast<std::size_t>(box_rule)].iou;
    reading.iobb = overlaps[static_cast<std::size_t>(box_rule)].iobb;
}

}  // namespace

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(MarkReading, logit, inside)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RuleOverlap, iou, iobb)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(MapReading, cls, boxed, iou, iobb, aligned_iou, ceiling, target_ceiling,
                                   pointing, x, y, w, h, run_lengths, marks, rules)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ImageReading, sample, score, maps)

ImageReading read_image(const Inference& inference, std::int64_t row, std::int64_t sample,
                        const SampleInfo& info, int image_size, std::int64_t grid, BoxRule box_rule) {
    const auto score = inference.score[row].contiguous();
    const auto stored_maps = inference.regions[row];
    const auto maps =
        info.alignment ? in_original_frame(stored_maps, info.alignment->map).contiguous() : stored_maps;
    const auto highest = maps.amax({1, 2});  // [K]
    if (!score.isfinite().all().item<bool>() || !maps.isfinite().all().item<bool>())
        throw DataError(
            fmt::format("{}: the network's answer is not a number; its weights are spoilt, or the training "
                        "went astray: see the losses in metrics.jsonl",
                        info.name));
    ImageReading reading;
    reading.sample = sample;
    reading.score.assign(score.data_ptr<double>(), score.data_ptr<double>() + score.numel());
    for (std::int32_t cls = 0; cls < static_cast<std::int32_t>(maps.size(0)); ++cls) {
        const bool has_region = highest[cls].item<float>() > 0;
        const bool boxed = std::ranges::any_of(info.boxes, [&](const Box& box) { return box.cls == cls; });
        if (has_region || boxed)
            reading.maps.push_back(read_map(maps[cls], cls, info, image_size, grid, has_region));
        if (boxed && !inference.box_levels.empty())
            measure_candidates(maps[cls], inference.box_levels, info, image_size, box_rule,
                               reading.maps.back());
        if (boxed && info.alignment)
            reading.maps.back().aligned_iou =
                answered_iou(stored_maps[cls], inference, boxes_of_class(info.alignment->boxes, cls),
                             image_size, box_rule);
    }
    return reading;
}

std::vector<Box> boxes_of_class(const std::vector<Box>& boxes, std::int32_t cls) {
    std::vector<Box> of_class;
    std::ranges::copy_if(boxes, std::back_inserter(of_class), [&](const Box& box) { return box.cls == cls; });
    return of_class;
}

Box in_original(const Box& box, const SampleInfo& info, int image_size) {
    const auto across = static_cast<float>(info.original_width) / static_cast<float>(image_size);
    const auto down = static_cast<float>(info.original_height) / static_cast<float>(image_size);
    return {box.cls, box.x * across, box.y * down, box.w * across, box.h * down};
}

Box hull_in_original(const std::vector<Box>& boxes, const SampleInfo& info, int image_size) {
    Box hull = boxes.front();
    for (const Box& box : boxes) {
        const float right = std::max(hull.x + hull.w, box.x + box.w);
        const float bottom = std::max(hull.y + hull.h, box.y + box.h);
        hull.x = std::min(hull.x, box.x);
        hull.y = std::min(hull.y, box.y);
        hull.w = right - hull.x;
        hull.h = bottom - hull.y;
    }
    return in_original(hull, info, image_size);
}

std::string to_text(const std::vector<ImageReading>& readings) {
    return nlohmann::json(readings).dump();
}

std::vector<ImageReading> readings_from(const std::string& text) {
    return nlohmann::json::parse(text).get<std::vector<ImageReading>>();
}

}  // namespace gren
