// A small U-Net that finds the lungs, as a source of masks.
#pragma once

#include <filesystem>
#include <memory>

#include "dataio/lung_source.h"

namespace gren {

// Loads weights written by `gren segment train`. Throws DataError: absent or of another network.
// No lungs where the network contradicts itself on an image and its mirror image. Where upright lungs are not
// found, a film lying on its side is tried: its left lung is the patient's, above or below the right one.
std::unique_ptr<LungSource> make_segmented_lungs(const std::filesystem::path& weights);

// The two largest components of a mask, their holes filled. [H, W] non-zero is lung -> 0 or 255.
cv::Mat1b two_solid_components(const cv::Mat1b& mask);

}  // namespace gren
