// DenseNet-121 (Huang et al. 2017).
#pragma once

#include "src/network/backbone.h"

namespace gren {

// Names: features.conv0.weight, features.norm0.*, features.denseblock{1..4}.denselayer{i}.{norm1,conv1,norm2,
// conv2}.*, features.transition{1..3}.{norm,conv}.*, features.norm5.*
// Initialized as torchvision does: convolutions He-normal over fan-in, batch norms 1 and 0.
// A stage is a dense block with the batch norm and ReLU after it: those of the transition, or the last ones.
class DenseNet : public Backbone {
  public:
    // A dense layer adds half the width in channels. Throws std::invalid_argument: a width that is odd.
    explicit DenseNet(const BackboneOptions& options);
};

}  // namespace gren
