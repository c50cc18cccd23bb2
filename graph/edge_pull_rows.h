// What squared distances and weights give the graph's term and its gradient: the device's half of
// graph/edge_pull.h.
#pragma once

#include <cstdint>

#include "graph/stream.h"

namespace gren::kernels {

// pull = weight/√squares, 0 where the distance is 0; row_term_u = Σ_v weight_uv √squares_uv. squares, weight,
// pull [rows, columns], row_term [rows], float64, contiguous, on the device. One pass: 24 bytes an entry, the
// distances themselves are never written. pull: the twin's bits; row_term: 256 sums of each 256th entry, then
// by halves, so |error| ≤ (⌈columns/256⌉ + 9)·2⁻⁵³ of the sum of absolute values. Deterministic. Asynchronous
// on `stream`; cudaGetLastError() tells a launch that failed. LIMIT: rows < 2³¹.
void edge_pull_rows(const double* squares, const double* weight, std::int64_t rows, std::int64_t columns,
                    double* pull, double* row_term, Stream stream);

}  // namespace gren::kernels
