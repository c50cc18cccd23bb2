// Masked means of F over the two lungs, and their gradient: the device's half of graph/lung_features.h,
// `pooled`.
#pragma once

#include <cstdint>

#include "graph/stream.h"

namespace gren::kernels {

// F as it lies in memory: [images, places, channels] (channels_last) or [images, channels, places]; places =
// h·w.
struct FeatureLayout {
    std::int64_t images, channels, places;
    bool channels_last;
};

// T is float or double; arrays contiguous, on the device. F is read (forward) or written (backward) once, in
// its own layout; deterministic, no atomics. Asynchronous on `stream`; cudaGetLastError() tells a launch that
// failed. LIMIT: images·⌈channels/8⌉ < 2³¹.

// pooled_bmc = Σ_p s_bmp F_bcp / total_bm, total_bm = max(Σ_p s_bmp, 1e-6). fractions s [images, 2, places],
// pooled [images, 2, channels], total [images, 2]. Sums in T over 8 (channels_last) or 32 lanes of places,
// then over the lanes: |error| ≤ (⌈places/lanes⌉ + lanes + 2) ulp of the sum of absolute values.
template <typename T>
void lung_pooling(const FeatureLayout& layout, const T* features, const T* fractions, T* pooled, T* total,
                  Stream stream);

// to_features_bcp = Σ_m gradient_bmc s_bmp / total_bm, overwritten. gradient [images, 2, channels], total as
// above.
template <typename T>
void lung_pooling_backward(const FeatureLayout& layout, const T* gradient, const T* fractions, const T* total,
                           T* to_features, Stream stream);

}  // namespace gren::kernels
