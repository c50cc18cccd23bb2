// The same chest on another film: exposure, haze over the lungs, lines, letters, frame, noise.
#pragma once

#include "src/segmenter/lung_pairs.h"

namespace gren {

// Greys change, the mask does not, but for lung that a frame covers.
LungPair on_another_film(const LungPair& pair, cv::RNG& random);

}  // namespace gren
