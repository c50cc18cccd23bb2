// Random changes of a training pair that leave a radiograph a radiograph. A mirror image is one, since both
// lungs share the mask.
#pragma once

#include "src/segmenter/lung_pairs.h"

namespace gren {

LungPair augmented(const LungPair& pair, cv::RNG& random);

}  // namespace gren
