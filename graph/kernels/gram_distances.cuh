// Entry by entry of a Gram matrix: squared distances, and the pairs whose distance it cannot tell.
// graph/gram.h and graph/near_pairs.h on a GPU. Matrices are [images, images] float64. Rounded as the twins:
// the same bits. LIMIT: images·⌈images/256⌉.
#pragma once

#include "graph/kernels/square_entries.cuh"

namespace gren::kernels {

// squares_uv = G_uu + G_vv - 2 G_uv, never below 0; NaN stays. `squares` must not be `gram`. Traffic: 16
// bytes for each entry.
struct GramSquares : SquareEntries {
    const double* gram;
    double* squares;

    template <typename Block>
    GREN_HOST_DEVICE void run(std::int64_t index, Block& block) const {
        block.each([&](int thread, Nothing&) {
            const auto u = row(index), v = column(index, thread);
            if (v >= images) return;
            const double square = gram[u * images + u] + gram[v * images + v] - 2 * gram[u * images + v];
            squares[u * images + v] = square < 0 ? 0 : square;
        });
    }
};

// near_uv = u < v and squares_uv < share·(G_uu + G_vv). 9 bytes an entry.
struct NearPairMask : SquareEntries {
    const double *gram, *squares;
    double share;
    bool* near;

    template <typename Block>
    GREN_HOST_DEVICE void run(std::int64_t index, Block& block) const {
        block.each([&](int thread, Nothing&) {
            const auto u = row(index), v = column(index, thread);
            if (v >= images) return;
            const double norms = gram[u * images + u] + gram[v * images + v];
            near[u * images + v] = u < v && squares[u * images + v] < share * norms;
        });
    }
};

}  // namespace gren::kernels
