// Near pairs by differences of their rows: squared distances, and the pull on both ends.
#pragma once

#include "graph/block_sum.cuh"
#include "graph/host_device.cuh"

namespace gren::kernels {

// A block takes a slice of the columns of one pair.
template <typename T>
struct NearSquares {
    static constexpr int kThreads = 128, kResident = 8;
    static constexpr std::int64_t kSlice = 8192;  // columns: a thread adds 64 of them in T
    using Thread = Nothing;
    struct Shared {
        double value[kThreads];
    };

    const std::int64_t *u, *v;  // [pairs]
    const T* rows;              // [images, features]
    double* partial;            // [slices(), pairs]
    std::int64_t pairs, features;

    GREN_HOST_DEVICE std::int64_t slices() const { return ceiling_divide(features, kSlice); }
    GREN_HOST_DEVICE std::int64_t blocks() const { return slices() * pairs; }

    GREN_HOST_DEVICE double squares(std::int64_t pair, std::int64_t slice, int thread) const {
        const T *left = rows + u[pair] * features, *right = rows + v[pair] * features;
        const auto end = smaller((slice + 1) * kSlice, features);
        T sum = 0;
        for (auto column = slice * kSlice + thread; column < end; column += kThreads) {
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

// A thread takes one column of all pairs in their order, so that no two threads add to one place.
template <typename T>
struct NearPull {
    static constexpr int kThreads = 128, kResident = 8;
    using Shared = Nothing;
    using Thread = Nothing;

    const std::int64_t *u, *v;  // [pairs]
    const T* coefficient;       // [pairs]
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
                const T force = coefficient[p] * (rows[left] - rows[right]);
                sum[left] += force;
                sum[right] -= force;
            }
        });
    }
};

}  // namespace gren::kernels
