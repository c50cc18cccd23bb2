// Weights of backbones that see a film as one channel: torchxrayvision's, whose black is -1024
// and white 1024.
#pragma once

#include "src/network/weights.h"

namespace gren {

// Where the first convolution of `weights` has one input channel, it becomes the one of three that gives the
// same of a film as image_scale.h has it, also at the edges: padding is 0 on both scales. Whether it was so.
bool take_grey_weights(NamedTensors& weights);

}  // namespace gren
