// Eq. 4 and 6 as similarities, from packed hashes: the device's half of graph/edge_weights.h.
#pragma once

#include <cstdint>

#include "graph/stream.h"

namespace gren::kernels {

// similarity_uv = 1 - (Σ_m bits that differ between keys_um and keys_vm)/(64·hashes), left and right lung in
// one pass. keys [images, hashes], similarity [images, images], contiguous, on the device. The bits of the
// twin's result: counts are exact, and the division and the subtraction are rounded alike. Writes 8·images²
// bytes; keys stay in the cache. Asynchronous on `stream`; cudaGetLastError() tells a launch that failed.
// LIMIT: images·⌈images/256⌉ < 2³¹.
void hash_similarity(const std::uint64_t* keys, std::int64_t images, std::int64_t hashes, double* similarity,
                     Stream stream);

// similarity_i = 1 - (bits that differ between keys_i0 and keys_i1)/64. keys [images, 2], similarity [images]
void lung_hash_similarity(const std::uint64_t* keys, std::int64_t images, double* similarity, Stream stream);

}  // namespace gren::kernels
