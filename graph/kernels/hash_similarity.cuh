// Eq. 4 and 6 as similarities, by population count: graph/edge_weights.h on a GPU. A thread writes one entry.
#pragma once

#include "distributed/kernels/host_device.cuh"
#include "graph/kernels/row_entries.cuh"

namespace gren::kernels {

// The share of bits in which two images' hashes agree.
GREN_HOST_DEVICE inline double agreement(int differing, std::int64_t hashes) {
    return 1 - differing / static_cast<double>(64 * hashes);
}

// Between some images and all, all hashes of an image in one pass:
//     similarity_uv = 1 - (Σ_m bits that differ between packed_um and packed_vm)/(64·hashes).
// The bits of the twin's result: counts are exact, and the division and the subtraction are rounded alike.
// Writes 8·rows·images bytes; packed stay in the cache. LIMIT: rows·⌈images/256⌉.
struct HashSimilarity : RowEntries {
    const std::uint64_t* packed;  // [images, hashes]
    double* similarity;           // [rows, images]
    std::int64_t hashes;

    template <typename Block>
    GREN_HOST_DEVICE void run(std::int64_t index, Block& block) const {
        block.each([&](int thread, Nothing&) {
            const auto u = row(index), v = column(index, thread);
            if (v >= images) return;
            int differing = 0;
            for (std::int64_t m = 0; m < hashes; ++m)
                differing += bits_set(packed[(first + u) * hashes + m] ^ packed[v * hashes + m]);
            similarity[u * images + v] = agreement(differing, hashes);
        });
    }
};

// Between the two hashes of each pair: similarity_i = 1 - (bits that differ)/64.
struct PairHashSimilarity {
    static constexpr int kThreads = 256, kResident = 8;
    using Shared = Nothing;
    using Thread = Nothing;

    const std::uint64_t* packed;  // [images, 2]
    double* similarity;           // [images]
    std::int64_t images;

    GREN_HOST_DEVICE std::int64_t blocks() const { return ceiling_divide(images, kThreads); }

    template <typename Block>
    GREN_HOST_DEVICE void run(std::int64_t index, Block& block) const {
        block.each([&](int thread, Nothing&) {
            const auto i = index * kThreads + thread;
            if (i < images) similarity[i] = agreement(bits_set(packed[2 * i] ^ packed[2 * i + 1]), 1);
        });
    }
};

}  // namespace gren::kernels
