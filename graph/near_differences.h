// Near pairs by differences: the device's half of graph/near_pairs.h.
#pragma once

#include <cstdint>

#include "graph/stream.h"

namespace gren::kernels {

// u, v [pairs], each in [0, images); rows [images, features]; contiguous, on the device. T is float or
// double. Deterministic, no atomics. Asynchronous on `stream`; cudaGetLastError() tells a launch that failed.

// ⌈features/8192⌉
constexpr std::int64_t near_slices(std::int64_t features) {
    return (features + 8191) / 8192;
}

// partial[s, p] = Σ over slice s of (rows_u - rows_v)²: [near_slices(), pairs]; the caller sums over s. In
// float32, 64 squares are summed in float32 and the rest in float64: |error| ≤ 67·2⁻²⁴ of the result. Reads
// the two rows of each pair once. LIMIT: pairs·slices < 2³¹.
template <typename T>
void near_squares(const std::int64_t* u, const std::int64_t* v, std::int64_t pairs, const T* rows,
                  std::int64_t features, double* partial, Stream stream);

// For each pair in order: sum_u += c_p (rows_u - rows_v), sum_v -= the same. coefficient [pairs], sum
// [images, features]. Rounded after each pair, as the twin. Traffic: six rows a pair. LIMIT: features < 2³⁸.
template <typename T>
void near_pull(const std::int64_t* u, const std::int64_t* v, const T* coefficient, std::int64_t pairs,
               const T* rows, std::int64_t features, T* sum, Stream stream);

}  // namespace gren::kernels
