// Bones and pulmonary vessels of a phantom's chest.
#pragma once

#include <opencv2/core.hpp>

#include "dataio/phantom/phantom_anatomy.h"

namespace gren::phantom {

Layer draw_bones(const Anatomy& anatomy, const View& view);    // 0..1
Layer draw_vessels(const Anatomy& anatomy, const View& view);  // 0..1, branching from both hila

}  // namespace gren::phantom
