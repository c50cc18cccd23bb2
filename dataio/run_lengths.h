// Masks as COCO's compressed run lengths: what pycocotools and annotation tools read.
#pragma once

#include <cstdint>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

namespace gren {

// Lengths of runs of one value down the columns, column by column; the first is of zeros and may be 0.
// mask: [H, W], non-zero is inside.
std::vector<std::uint32_t> run_lengths(const cv::Mat1b& mask);

// COCO's text of them: from the fourth on the difference to the last but one, five bits a character.
std::string compressed(const std::vector<std::uint32_t>& lengths);

// The way back -> [height, width], 255 inside.
// Throws DataError: another alphabet, cut short, runs that do not fill the mask.
cv::Mat1b mask_from_run_lengths(const std::string& counts, int height, int width);

}  // namespace gren
