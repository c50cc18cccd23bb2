// The gradient of weighted pair distances to both sets of rows, in one pass over the columns: the backward
// half of graph/regularizer.h on a GPU. A thread owns one column and holds 16 own rows of it in registers
// while all rows pass by; columns never meet.
#pragma once

#include "distributed/kernels/host_device.cuh"

namespace gren::kernels {

// With c = w/d the gradient of Σ_u Σ_v w_uv d(own_u, all_v) (METHOD.md, Eq. 7):
//     to_own_u = Σ_v c_uv (own_u - all_v),    to_all_v = Σ_u c_uv (all_v - own_u).
// Coefficients are finite; both results are overwritten and must not overlap the arguments. In float32 a term
// is rounded twice; to_own: 32 terms are summed in float32 and the rest in float64; to_all: own_rows terms in
// float32. |error| ≤ (35 and own_rows + 2)·2⁻²⁴ times the sum of the terms' absolute values. Traffic: own and
// to_own once, `all` and to_all ⌈own_rows/16⌉ times. LIMIT: ⌈features/128⌉.
template <typename T>
struct PairGradients {
    static constexpr int kThreads = 128;  // columns of a block
    static constexpr int kResident = sizeof(T) == 4 ? 4 : 3;
    static constexpr int kOwn = 16;  // own rows in registers
    static constexpr int kAll = 32;  // rows of `all` whose coefficients lie in shared memory, summed in T
    static constexpr int kAtOnce =
        sizeof(T) == 4 ? 8 : 4;  // rows of `all` loaded before the first is used, so that loads overlap

    const T* own;           // [own_rows, features]
    const T* all;           // [all_rows, features]
    const T* coefficients;  // [own_rows, all_rows]
    T* to_own;              // as own
    T* to_all;              // as all
    std::int64_t own_rows, all_rows, features;

    struct Shared {
        alignas(16) T coefficients[kAll][kOwn];
    };
    struct Thread {
        T own[kOwn], part[kOwn];
        double sum[kOwn];
    };

    GREN_HOST_DEVICE std::int64_t blocks() const {
        return all_rows == 0 && own_rows == 0 ? 0 : ceiling_divide(features, kThreads);
    }

    // Zeros beyond the last row: such rows add nothing.
    GREN_HOST_DEVICE void load_coefficients(Shared& shared, std::int64_t own_first, std::int64_t all_first,
                                            int thread) const {
        for (int i = thread; i < kAll * kOwn; i += kThreads) {
            const auto u = own_first + i / kAll, v = all_first + i % kAll;
            shared.coefficients[i % kAll][i / kAll] =
                u < own_rows && v < all_rows ? coefficients[u * all_rows + v] : T{0};
        }
    }

    GREN_HOST_DEVICE void begin(Thread& mine, std::int64_t own_first, std::int64_t column) const {
        for (int i = 0; i < kOwn; ++i) {
            const auto u = own_first + i;
            mine.own[i] = u < own_rows && column < features ? own[u * features + column] : T{0};
            mine.sum[i] = 0;
        }
    }

    // Some rows of `all` from `first` on, which is row `from` of the shared coefficients.
    GREN_HOST_DEVICE void add_terms(const Shared& shared, Thread& mine, int from, std::int64_t first,
                                    bool first_own_rows, std::int64_t column) const {
        T row[kAtOnce], back[kAtOnce];
        for (int j = 0; j < kAtOnce; ++j) {
            const bool there = first + j < all_rows;
            row[j] = there ? all[(first + j) * features + column] : T{0};
            back[j] = there && !first_own_rows ? to_all[(first + j) * features + column] : T{0};
        }
        for (int j = 0; j < kAtOnce; ++j)
            for (int i = 0; i < kOwn; ++i) {
                const T term = shared.coefficients[from + j][i] * (mine.own[i] - row[j]);
                mine.part[i] += term;
                back[j] -= term;
            }
        for (int j = 0; j < kAtOnce; ++j)
            if (first + j < all_rows) to_all[(first + j) * features + column] = back[j];
    }

    // The rows of `all` that the shared coefficients are of.
    GREN_HOST_DEVICE void add_rows(const Shared& shared, Thread& mine, std::int64_t all_first,
                                   bool first_own_rows, std::int64_t column) const {
        for (int i = 0; i < kOwn; ++i) mine.part[i] = 0;
        GREN_UNROLL(1)
        for (int from = 0; from < kAll; from += kAtOnce)
            add_terms(shared, mine, from, all_first + from, first_own_rows, column);
        for (int i = 0; i < kOwn; ++i) mine.sum[i] += static_cast<double>(mine.part[i]);
    }

    GREN_HOST_DEVICE void store(const Thread& mine, std::int64_t own_first, std::int64_t column) const {
        for (int i = 0; i < kOwn; ++i)
            if (own_first + i < own_rows)
                to_own[(own_first + i) * features + column] = static_cast<T>(mine.sum[i]);
    }

    template <typename Block>
    GREN_HOST_DEVICE void run(std::int64_t index, Block& block) const {
        const auto column = [&](int thread) { return index * kThreads + thread; };
        // Once also without own rows: then the gradient of `all` is zero, and has to be written.
        for (std::int64_t own_first = 0; own_first < own_rows || own_first == 0; own_first += kOwn) {
            block.each([&](int thread, Thread& mine) { begin(mine, own_first, column(thread)); });
            for (std::int64_t all_first = 0; all_first < all_rows; all_first += kAll) {
                block.each([&](int thread, Thread&) {
                    load_coefficients(block.shared, own_first, all_first, thread);
                });
                block.each([&](int thread, Thread& mine) {
                    if (column(thread) < features)
                        add_rows(block.shared, mine, all_first, own_first == 0, column(thread));
                });
            }
            block.each([&](int thread, Thread& mine) {
                if (column(thread) < features) store(mine, own_first, column(thread));
            });
        }
    }
};

}  // namespace gren::kernels
