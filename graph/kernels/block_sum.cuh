// The sum of one float64 of each thread of a block, by halves: the same order on every run.
#pragma once

#include "distributed/kernels/host_device.cuh"

namespace gren::kernels {

// Leaves the sum in value[0]. block.shared.value[kThreads] holds what each thread contributes; kThreads is a
// power of two.
template <int kThreads, typename Block>
GREN_HOST_DEVICE void sum_over_threads(Block& block) {
    for (int half = kThreads / 2; half > 0; half /= 2)
        block.each([&](int thread, auto&) {
            if (thread < half) block.shared.value[thread] += block.shared.value[thread + half];
        });
}

}  // namespace gren::kernels
