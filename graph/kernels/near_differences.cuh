// Near pairs by differences of their rows: squared distances, and the gradient to both ends.
// graph/near_pairs.h on a GPU. Each of u and v lies in [0, images).
#pragma once

#include "graph/kernels/block_sum.cuh"
#include "distributed/kernels/host_device.cuh"

namespace gren::kernels {

inline constexpr std::int64_t kNearSlice = 8192;  // columns of a block
GREN_HOST_DEVICE constexpr std::int64_t near_slices(std::int64_t features) {
    return ceiling_divide(features, kNearSlice);
}

// partial[s, p] = Σ over slice s of (rows_u - rows_v)², for pair p; the caller sums over s. In float32 a
// thread sums 64 squares in float32 and the block the rest in float64: |error| ≤ 67·2⁻²⁴ of the result. Reads
// the two rows of each pair once. LIMIT: pairs·slices.
template <typename T>
struct NearSquares {
    static constexpr int kThreads = 128, kResident = 8;
    using Thread = Nothing;
    struct Shared {
        double value[kThreads];
    };

    const std::int64_t *u, *v;  // [pairs]
    const T* rows;              // [images, features]
    double* partial;            // [near_slices(), pairs]
    std::int64_t pairs, features;

    GREN_HOST_DEVICE std::int64_t blocks() const { return near_slices(features) * pairs; }

    GREN_HOST_DEVICE double squares(std::int64_t pair, std::int64_t slice, int thread) const {
        const T *left = rows + u[pair] * features, *right = rows + v[pair] * features;
        const auto end = smaller((slice + 1) * kNearSlice, features);
        T sum = 0;
        for (auto column = slice * kNearSlice + thread; column < end; column += kThreads) {
            const T difference = left[column] - right[column];
            sum += difference * difference;
        }
        return static_cast<double>(sum);
    }

    template <typename Block>
    GREN_HOST_DEVICE void run(std::int64_t index, Block& block) const {
        const auto slice = index / pairs, pair = index % pairs;
        block.each([&](int thread, Nothing&) { block.shared.value[thread] = squares(pair, slice, thread); });
        sum_over_threads<kThreads>(block);
        block.each([&](int thread, Nothing&) {
            if (thread == 0) partial[slice * pairs + pair] = block.shared.value[0];
        });
    }
};

// For each pair in order: sum_u += c_p (rows_u - rows_v), sum_v -= the same; with c = w/d the pair's part of
// the gradient (METHOD.md, Eq. 7). Rounded after each pair, as the twin. A thread takes one column of all
// pairs, so that no two threads add to one place. Traffic: six rows a pair. LIMIT: ⌈features/128⌉.
template <typename T>
struct NearGradients {
    static constexpr int kThreads = 128, kResident = 8;
    using Shared = Nothing;
    using Thread = Nothing;

    const std::int64_t *u, *v;  // [pairs]
    const T* coefficients;      // [pairs]
    const T* rows;              // [images, features]
    T* sum;                     // [images, features]
    std::int64_t pairs, features;

    GREN_HOST_DEVICE std::int64_t blocks() const {
        return pairs == 0 ? 0 : ceiling_divide(features, kThreads);
    }

    template <typename Block>
    GREN_HOST_DEVICE void run(std::int64_t index, Block& block) const {
        block.each([&](int thread, Nothing&) {
            const auto column = index * kThreads + thread;
            if (column >= features) return;
            for (std::int64_t p = 0; p < pairs; ++p) {
                const auto left = u[p] * features + column, right = v[p] * features + column;
                const T term = coefficients[p] * (rows[left] - rows[right]);
                sum[left] += term;
                sum[right] -= term;
            }
        });
    }
};

}  // namespace gren::kernels
