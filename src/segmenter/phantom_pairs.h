// Phantoms as pairs to train the lung segmenter on.
#pragma once

#include <cstdint>
#include <vector>

#include "src/segmenter/lung_pairs.h"

namespace gren {

// Each of another patient. Masks hold the lung behind the heart, as those drawn by hand do.
std::vector<LungPair> phantom_lung_pairs(int count, int size, std::uint64_t seed);

}  // namespace gren
