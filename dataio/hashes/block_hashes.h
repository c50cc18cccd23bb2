// Perceptual hashes of ten blocks that tile the whole image, lungs or not.
#pragma once

#include <array>
#include <cstdint>
#include <opencv2/core.hpp>

#include "dataio/hashes/perceptual_hash.h"

namespace gren {

// Five rows of two blocks, row-major from the upper left, cut between pixels: block (i, j) begins at row
// ⌊i·size/5⌋ and column ⌊j·size/2⌋ and ends where the next begins. No pixel is left out or in two blocks.
// The released GREN code reads ten blocks an image that were cut before; that they are these is our reading.
// REQUIRES: size at least 5, so that no block is empty.
std::array<cv::Rect, 10> image_blocks(int size);

// One perceptual_hash() a block, in that order. `image`: [S, S].
std::array<std::uint64_t, 10> block_hashes(const cv::Mat1b& image, HashVariant variant);

}  // namespace gren
