// Predictions and boxes in COCO's forms, for pycocotools and annotation tools (RUN_FOLDER.md).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "dataio/shards/dataset.h"
#include "src/evaluation/image_reading.h"

namespace gren {

// An entry of COCO's result list: the region that a map has, in an image of height×width pixels.
std::string prediction_json(std::int64_t image_id, const ImageReading& reading, const MapReading& map,
                            int height, int width);

// COCO's result list: an entry a region. Image ids are the data set's indices plus 1, category ids the
// classes' plus 1.
std::string predictions_json(const std::vector<ImageReading>& readings, const Dataset& dataset);

// COCO's ground truth: an annotation an (image, class) with boxes, its polygons the boxes. Where a disease is
// said to be present, or is not known to be absent, without a box, a crowd annotation covers the image: COCO
// takes regions there for neither right nor wrong. `about` stands under "info".
std::string ground_truth_json(const std::vector<ImageReading>& readings, const Dataset& dataset,
                              const nlohmann::ordered_json& about);

}  // namespace gren
