// A small U-Net that finds the lungs, as a source of masks.
#pragma once

#include <filesystem>
#include <memory>

#include "dataio/lung_source.h"

namespace gren {

// Loads weights written by `gren segment train`. Throws DataError: absent or of another network.
std::unique_ptr<LungSource> make_segmented_lungs(const std::filesystem::path& weights);

}  // namespace gren
