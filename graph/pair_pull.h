// The gradient of weighted pair distances to both ends, in one pass: the backward half of
// graph/regularizer.h.
#pragma once

#include <cstdint>

#include "graph/stream.h"

namespace gren::kernels {

// to_own_u = Σ_v c_uv (own_u - all_v), to_all_v = Σ_u c_uv (all_v - own_u). own and to_own [own_rows,
// features], all and to_all [all_rows, features], coefficient [own_rows, all_rows] finite, all contiguous, on
// the device; both results are overwritten and must not overlap the arguments. T is float or double. In
// float32 a term is rounded twice; to_own: 32 terms are summed in float32 and the rest in float64; to_all:
// own_rows terms in float32. |error| ≤ (35 and own_rows + 2)·2⁻²⁴ times the sum of the terms' absolute
// values. Traffic: own and to_own once, `all` and to_all ⌈own_rows/16⌉ times. No atomics: deterministic.
// Asynchronous on `stream`; cudaGetLastError() tells a launch that failed. LIMIT: features < 2³⁸.
template <typename T>
void pair_pull(const T* own, const T* all, const T* coefficient, std::int64_t own_rows, std::int64_t all_rows,
               std::int64_t features, T* to_own, T* to_all, Stream stream);

}  // namespace gren::kernels
