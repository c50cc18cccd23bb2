// Entry by entry of rows of a Gram matrix: squared distances, and the pairs whose distance it cannot tell.
// graph/gram.h and graph/near_pairs.h on a GPU. Matrices are [rows, images] float64, norms_v = G_vv
// [images]. Rounded as the twins: the same bits. LIMIT: rows·⌈images/256⌉.
#pragma once

#include "graph/kernels/row_entries.cuh"

namespace gren::kernels {

// squares_uv = G_uu + G_vv - 2 G_uv, never below 0; NaN stays. Traffic: 16 bytes for each entry.
struct GramSquares : RowEntries {
    const double *gram, *norms;
    double* squares;

    template <typename Block>
    GREN_HOST_DEVICE void run(std::int64_t index, Block& block) const {
        block.each([&](int thread, Nothing&) {
            const auto u = row(index), v = column(index, thread);
            if (v >= images) return;
            const double square = norms[first + u] + norms[v] - 2 * gram[u * images + v];
            squares[u * images + v] = square < 0 ? 0 : square;
        });
    }
};

// near_uv = u < v and squares_uv < share·(G_uu + G_vv). 9 bytes an entry.
struct NearPairMask : RowEntries {
    const double *squares, *norms;
    double share;
    bool* near;

    template <typename Block>
    GREN_HOST_DEVICE void run(std::int64_t index, Block& block) const {
        block.each([&](int thread, Nothing&) {
            const auto u = row(index), v = column(index, thread);
            if (v >= images) return;
            near[u * images + v] =
                first + u < v && squares[u * images + v] < share * (norms[first + u] + norms[v]);
        });
    }
};

}  // namespace gren::kernels
