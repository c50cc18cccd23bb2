// Average precision of one class, as COCO defines it: whether a disease is there and where, in one figure.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace gren {

// The region of one image: one detection an image at most, so no two contend for a box.
struct Detection {
    double score = 0;  // the logit of the class's probability in the image
    double iou = 0;    // of the region with the image's box; 0 where it has none
};

// A detection is right with iou >= threshold. Detections in descending order of score, those of one score
// together, since no threshold parts them; precision made monotonous from the right and read at the recalls
// 0, 0.01 … 1 (pycocotools, which takes equal scores in the order of the file). Nothing when `boxes` is 0.
std::optional<double> average_precision(std::vector<Detection> detections, std::int64_t boxes,
                                        double threshold);

}  // namespace gren
