// The N×N work on a Gram matrix: the device's half of graph/gram.h and graph/near_pairs.h.
#pragma once

#include <cstdint>

#include "graph/stream.h"

namespace gren::kernels {

// Matrices are [images, images], contiguous, on the device. Rounded as the twins: the same bits. Asynchronous
// on `stream`; cudaGetLastError() tells a launch that failed. LIMIT: images·⌈images/256⌉ < 2³¹.

// squares_uv = G_uu + G_vv - 2 G_uv, never below 0; NaN stays. `squares` must not be `gram`. Traffic: 16
// bytes an entry.
void gram_squares(const double* gram, std::int64_t images, double* squares, Stream stream);

// near_uv = u < v and squares_uv < share·(G_uu + G_vv). Traffic: 9 bytes an entry.
void near_pair_mask(const double* gram, const double* squares, std::int64_t images, double share, bool* near,
                    Stream stream);

}  // namespace gren::kernels
