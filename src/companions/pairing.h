// By what rule other images of the training list go with each image.
#pragma once

#include <cstdint>

namespace gren {

enum class Pairing {
    none,
    nearest_normal,  // the normal film whose average hash differs in the fewest bits (Liu et al. 2019)
    random_normal,   // any normal film, another at every step
    hash_neighbor,   // the film whose lungs' hashes differ in the fewest bits (after Graph-Rise)
    shared_anchors,  // a few normal films, the same for every image (Zhou et al. 2021)
};

struct CompanionRule {
    Pairing pairing = Pairing::none;
    std::int64_t count = 0;  // of an image; of shared anchors: in all
    bool at_test = false;    // the network needs them to answer
};

}  // namespace gren
