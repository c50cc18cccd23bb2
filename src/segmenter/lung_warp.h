// The same chest placed otherwise before the film: turned, scaled, shifted, mirrored, bent.
#pragma once

#include "src/segmenter/lung_pairs.h"

namespace gren {

// Image and mask move together; what lies beyond the image's edge is no lung.
LungPair warped(const LungPair& pair, cv::RNG& random);

}  // namespace gren
