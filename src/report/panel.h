// Drawings of a gallery: a radiograph, the reference box, a predicted region.
#pragma once

#include <opencv2/core.hpp>
#include <string>

#include "src/report/runs.h"

namespace gren::report {

// "data:image/jpeg;base64,..." of a grey picture, at most `most_pixels` a side.
std::string picture_uri(const cv::Mat1b& grey, int most_pixels);

// SVG elements in a square of kPanelSide: the picture `image_id`, the box in green; `width` and `height` are
// the original image's, in whose pixels the box counts.
std::string reference_drawing(const std::string& image_id, const ReportBox& box, int width, int height);

// The region in red, the same size; empty where the mask is.
std::string region_drawing(const cv::Mat1b& mask);

}  // namespace gren::report
