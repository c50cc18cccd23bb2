// Masks of the lungs' regions: two lungs cut into zones, and regions put together into two lungs.
#pragma once

#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <vector>

#include "dataio/regions.h"

namespace gren {

// A lung's zones are thirds of the rows that it covers, from the top; of rows that three do not divide the
// lower zones have one more. [H, W] kLeftLung | kRightLung -> bits of region_names(RegionScheme::thirds)
cv::Mat1b zones_of(const cv::Mat1b& lungs);

// [H, W] bits of `regions` -> kLeftLung | kRightLung
cv::Mat1b whole_lungs(const cv::Mat1b& masks, const std::vector<std::string>& regions);

// Why these masks cannot carry graph edges, or nothing when plausible: implausible_lungs() of the whole
// lungs, an empty region, or zones of lungs that lie on their side, where rows are no zones. [H, W] bits of
// the scheme's region_names()
std::optional<std::string> implausible_regions(const cv::Mat1b& masks, RegionScheme scheme);

}  // namespace gren
