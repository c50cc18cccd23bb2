// Where an annotation of a COCO file lies in its image.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "dataio/sample.h"

namespace gren {

// By its `bbox`, else around its polygons. Nothing: it has neither, but perhaps a run-length mask.
// Throws DataError, a sentence without a place: malformed, or without width or height.
std::optional<Box> coco_box(const nlohmann::json& annotation);

// Its segmentation where that is a run-length mask: {"size": [H, W], "counts": …} as text; empty where not.
std::string coco_mask_text(const nlohmann::json& annotation);

}  // namespace gren
