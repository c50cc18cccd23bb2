// The encodings of masks.csv, and the boxes that a disease's mask becomes.
#pragma once

#include <filesystem>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

namespace gren {

// -> [H, W], non-zero is the disease. `data` by `encoding`:
//   siim  run lengths of 1024×1024 pixels down the columns, "skip length skip length …", each skip
//         counted from the end of the run before it; "-1": nothing is marked
//   coco  JSON {"size": [H, W], "counts": …}, counts as COCO's compressed text or as its list of numbers
// Throws DataError, a sentence without a place: another encoding, malformed data, runs that leave the mask.
cv::Mat1b decode_mask(const std::string& encoding, const std::string& data);

// A grey image, non-zero is the disease. Throws DataError: what read_picture() throws.
cv::Mat1b read_mask_image(const std::filesystem::path& file);

// The bounding boxes of its connected components (also over corners), by upper edge, then left edge.
// Throws DataError: more than 1,000 components, which is noise.
std::vector<cv::Rect> component_boxes(const cv::Mat1b& mask);

}  // namespace gren
