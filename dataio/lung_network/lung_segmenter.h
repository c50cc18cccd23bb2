// A small U-Net that finds the lungs, as a source of masks.
#pragma once

#include <filesystem>
#include <memory>

#include "dataio/lungs/lung_source.h"

namespace gren {

// Loads weights written by `gren segment train`. Throws DataError: absent or of another network.
// Where the network is not sure of plausible lungs, it looks at the mirror image too. Where it contradicts itself
// on the two, or finds implausible lungs, it looks at the image's middle, its negative, and at it turned by a
// quarter: the left lung is the patient's even on a film that lies on its side. No lungs where it contradicts
// itself on those too.
std::unique_ptr<LungSource> make_segmented_lungs(const std::filesystem::path& weights);

// The two largest components of a mask, their holes filled. [H, W] non-zero is lung -> 0 or 255.
cv::Mat1b two_solid_components(const cv::Mat1b& mask);

}  // namespace gren
