// What a method's modules and the reading of its maps are built from: travels with the model's file.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "distributed/batch_norm.h"

namespace gren {

// What the systems differ in that the network and its reading need again at test. Which of it a method looks
// at stands in its row.
struct SystemVariant {
    std::int64_t head_kernel = 1;  // of the head's first convolution: 1 (III-A) or 3 (Li et al. 2018)
    bool head_batch_norm = false;  // after it
    double floor = 0;              // φ of the MIL products, losses.h
    bool transition = true;        // cam: a 1×1 convolution and ReLU before pooling
    double lse_sharpness = 10;     // cam: r of log-sum-exp pooling
    bool random_pairing = false;   // cia: any normal film, not the nearest one
    bool global_contrast = false;  // cia: to the normal film's mean instead of place by place
};

// The ends of the head: LocalizerSpec::head_shape().
struct HeadShape {
    std::int64_t channels = 2048;                                  // of F
    std::array<std::int64_t, 3> earlier_channels{256, 512, 1024};  // of BackboneFeatures::stages
    std::int64_t width = 512;                                      // between its convolutions
    std::int64_t classes = 14;                                     // K
    std::int64_t grid = 16;                                        // P
    std::vector<std::string> class_names{};                        // [K] or empty
    SystemVariant variant{};
    NormMode norm = NormMode::local;  // of a batch norm in the head
    World* world = nullptr;           // needed for NormMode::sync; must outlive the module
};

}  // namespace gren
