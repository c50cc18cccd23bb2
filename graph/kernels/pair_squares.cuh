// Squared distances between all rows of two matrices, by differences: the forward half of graph/regularizer.h
// on a GPU. A block holds 32×32 pairs and passes over its slice of the columns in chunks that lie in shared
// memory; a thread holds 4×4 pairs in registers.
#pragma once

#include <algorithm>

#include "distributed/kernels/host_device.cuh"

namespace gren::kernels {

inline constexpr int kPairTile = 32;    // rows of each set, in a block
inline constexpr int kPairStrip = 128;  // columns summed in T before float64 takes over

// Columns that one block passes over, a multiple of kPairStrip: enough blocks to fill a GPU, at least 512
// columns for each. Of the sizes alone: the same on every device, so that sums are.
constexpr std::int64_t pair_slice_columns(std::int64_t own_rows, std::int64_t all_rows,
                                          std::int64_t features) {
    constexpr std::int64_t kBlocks = 2048, kLeast = 512;
    const auto tiles = ceiling_divide(own_rows, kPairTile) * ceiling_divide(all_rows, kPairTile);
    const auto slices = std::max<std::int64_t>(1, kBlocks / std::max<std::int64_t>(1, tiles));
    const auto columns = ceiling_divide(features, slices);
    return std::max(kLeast, ceiling_divide(columns, kPairStrip) * kPairStrip);
}
constexpr std::int64_t pair_slices(std::int64_t own_rows, std::int64_t all_rows, std::int64_t features) {
    return ceiling_divide(features, pair_slice_columns(own_rows, all_rows, features));
}

// partial[s, u, v] = Σ over slice s of (own_u - all_v)²; the caller sums over s. Equal rows give exactly 0.
// In float32 a difference is rounded once, 128 squares are summed in float32 and the rest in float64:
// |error| ≤ 130·2⁻²⁴ of the result. Reads both matrices ⌈rows of the other/32⌉ times.
// LIMIT: ⌈own_rows/32⌉·⌈all_rows/32⌉·slices.
template <typename T>
struct PairSquares {
    static constexpr int kRows = kPairTile;
    static constexpr int kColumns = 32;  // in shared memory at a time
    static constexpr int kOwnPairs = 4;  // a thread's pairs, each way
    static constexpr int kSide = kRows / kOwnPairs;
    static constexpr int kThreads = kSide * kSide;
    static constexpr int kResident = 10;

    const T* own;     // [own_rows, features]
    const T* all;     // [all_rows, features]
    double* partial;  // [slices(), own_rows, all_rows]
    std::int64_t own_rows, all_rows, features;
    std::int64_t slice_columns;  // pair_slice_columns()

    // One column of padding: threads of a warp read different rows of one column, from different banks.
    struct Shared {
        T own[kRows][kColumns + 1], all[kRows][kColumns + 1];
    };
    struct Thread {
        T strip[kOwnPairs][kOwnPairs];
        double sum[kOwnPairs][kOwnPairs];
    };
    struct Place {
        std::int64_t slice, own_first, all_first, column, column_end;
    };

    GREN_HOST_DEVICE std::int64_t slices() const { return ceiling_divide(features, slice_columns); }
    GREN_HOST_DEVICE std::int64_t own_tiles() const { return ceiling_divide(own_rows, kRows); }
    GREN_HOST_DEVICE std::int64_t all_tiles() const { return ceiling_divide(all_rows, kRows); }
    GREN_HOST_DEVICE std::int64_t blocks() const { return slices() * own_tiles() * all_tiles(); }

    // Neighboring blocks take the same columns, so that they meet in the L2 cache.
    GREN_HOST_DEVICE Place place(std::int64_t block) const {
        const auto tiles = own_tiles() * all_tiles();
        const auto slice = block / tiles, tile = block % tiles;
        return {slice, tile / all_tiles() * kRows, tile % all_tiles() * kRows, slice * slice_columns,
                smaller((slice + 1) * slice_columns, features)};
    }

    // A chunk of columns of 32 rows, zeros beyond the end. Eight loads before their stores, so that they
    // overlap; not all 16, whose addresses the compiler would keep in registers throughout the kernel.
    GREN_HOST_DEVICE void load(T (&to)[kRows][kColumns + 1], const T* from, std::int64_t rows,
                               std::int64_t first, std::int64_t column, std::int64_t end, int thread) const {
        constexpr int kStep = kThreads / kColumns, kAtOnce = 8;
        const auto at = column + thread % kColumns;
        GREN_UNROLL(1)
        for (int row = thread / kColumns; row < kRows; row += kStep * kAtOnce) {
            T value[kAtOnce];
            for (int i = 0; i < kAtOnce; ++i) {
                const auto r = first + row + i * kStep;
                value[i] = r < rows && at < end ? from[r * features + at] : T{0};
            }
            for (int i = 0; i < kAtOnce; ++i) to[row + i * kStep][thread % kColumns] = value[i];
        }
    }

    // A thread's pairs are 8 rows apart: see Shared.
    GREN_HOST_DEVICE void add_squares(const Shared& shared, Thread& mine, int thread) const {
        const int u = thread / kSide, v = thread % kSide;
        GREN_UNROLL(2)  // all 32 would spill registers
        for (int c = 0; c < kColumns; ++c) {
            T left[kOwnPairs], right[kOwnPairs];
            for (int i = 0; i < kOwnPairs; ++i) {
                left[i] = shared.own[u + i * kSide][c];
                right[i] = shared.all[v + i * kSide][c];
            }
            for (int i = 0; i < kOwnPairs; ++i)
                for (int j = 0; j < kOwnPairs; ++j) {
                    const T difference = left[i] - right[j];
                    mine.strip[i][j] += difference * difference;
                }
        }
    }

    GREN_HOST_DEVICE void end_strip(Thread& mine) const {
        for (int i = 0; i < kOwnPairs; ++i)
            for (int j = 0; j < kOwnPairs; ++j) {
                mine.sum[i][j] += static_cast<double>(mine.strip[i][j]);
                mine.strip[i][j] = 0;
            }
    }

    GREN_HOST_DEVICE void store(const Thread& mine, const Place& at, int thread) const {
        for (int i = 0; i < kOwnPairs; ++i)
            for (int j = 0; j < kOwnPairs; ++j) {
                const auto u = at.own_first + thread / kSide + i * kSide;
                const auto v = at.all_first + thread % kSide + j * kSide;
                if (u < own_rows && v < all_rows)
                    partial[(at.slice * own_rows + u) * all_rows + v] = mine.sum[i][j];
            }
    }

    template <typename Block>
    GREN_HOST_DEVICE void run(std::int64_t index, Block& block) const {
        const auto at = place(index);
        for (auto strip = at.column; strip < at.column_end; strip += kPairStrip) {
            const auto strip_end = smaller(strip + kPairStrip, at.column_end);
            for (auto column = strip; column < strip_end; column += kColumns) {
                block.each([&](int thread, Thread&) {
                    load(block.shared.own, own, own_rows, at.own_first, column, at.column_end, thread);
                    load(block.shared.all, all, all_rows, at.all_first, column, at.column_end, thread);
                });
                block.each([&](int thread, Thread& mine) { add_squares(block.shared, mine, thread); });
            }
            block.each([&](int, Thread& mine) { end_strip(mine); });
        }
        block.each([&](int thread, Thread& mine) { store(mine, at, thread); });
    }
};

}  // namespace gren::kernels
