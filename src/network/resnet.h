// ResNet-18 and ResNet-50 (He et al. 2016).
#pragma once

#include "src/network/backbone.h"

namespace gren {

// Names: conv1.weight, bn1.*, layer{1..4}.{i}.conv{1..3}.weight, .bn{1..3}.*, .downsample.{0,1}.*
// Initialized as torchvision does: convolutions He-normal over fan-out, batch norms 1 and 0.
class ResNet : public Backbone {
  public:
    // Depth 18 has basic blocks, 50 bottlenecks with the stride in the 3×3. Throws std::invalid_argument
    // where it is neither.
    explicit ResNet(const BackboneOptions& options);
};

}  // namespace gren
