// What an evaluation keeps of an image's maps: numbers and run lengths, so that it travels between ranks.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dataio/sample.h"
#include "src/evaluation/candidate_boxes.h"
#include "src/evaluation/inference.h"

namespace gren {

struct MarkReading {
    float logit = 0;
    bool inside = false;  // its center lies in a box of the class
};

// One class's map, where it has a region or the image has a box of the class.
struct MapReading {
    std::int32_t cls = 0;
    bool boxed = false;
    double iou = 0, iobb = 0, ceiling = 0, target_ceiling = 0;  // 0 unless boxed
    double aligned_iou = -1;                                    // in the aligned frame; -1: no such film
    bool pointing = false;                                      // the hottest cell's center lies in a box
    double x = 0, y = 0, w = 0, h = 0;  // the region's hull in pixels of the original; w = 0: no region
    std::string run_lengths;            // of the region in the original, COCO's; empty: no region
    std::vector<MarkReading> marks;     // of the region's parts
    std::vector<RuleOverlap> rules{};  // boxed, by a system of boxes: kBoxRules; iou and iobb are one of them
};

struct ImageReading {
    std::int64_t sample = 0;
    std::vector<double> score;     // [K] logits
    std::vector<MapReading> maps;  // by ascending class
};

// Row `row` of an inference, of the image that `info` describes; of an aligned film in its original frame.
// `grid`: P, on which the targets were drawn. `box_rule`: what counts, where the method answers with boxes.
// Throws DataError: a logit is not a number.
ImageReading read_image(const Inference& inference, std::int64_t row, std::int64_t sample,
                        const SampleInfo& info, int image_size, std::int64_t grid,
                        BoxRule box_rule = BoxRule::any);

// Boxes of one class; the smallest box around some, in pixels of the original image instead of the S×S one.
std::vector<Box> boxes_of_class(const std::vector<Box>& boxes, std::int32_t cls);
Box hull_in_original(const std::vector<Box>& boxes, const SampleInfo& info, int image_size);
Box in_original(const Box& box, const SampleInfo& info, int image_size);

// Every number survives unchanged.
std::string to_text(const std::vector<ImageReading>& readings);
std::vector<ImageReading> readings_from(const std::string& text);

}  // namespace gren
