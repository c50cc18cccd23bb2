// Pictures of what was found: reference boxes green, predicted regions red, disease and probability in words.
#pragma once

#include <torch/types.h>

#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "dataio/sample.h"

namespace gren {

struct Finding {
    std::string disease;
    double probability = 0;      // of the image, 1 - Π(1-p)
    torch::Tensor region;        // [G, G] logits; cells above 0 are drawn
    std::vector<Box> reference;  // in pixels of `grey`; may be empty
};

// grey [H, W] -> BGR, at least 512 pixels a side.
cv::Mat3b draw_overlay(const cv::Mat1b& grey, const Finding& finding);

}  // namespace gren
