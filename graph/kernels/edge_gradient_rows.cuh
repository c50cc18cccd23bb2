// What squared distances and weights give Eq. 7 and its gradient, row by row: graph/edge_gradients.h on a
// GPU. A block takes a row.
#pragma once

#include <cmath>

#include "graph/kernels/block_sum.cuh"
#include "distributed/kernels/host_device.cuh"

namespace gren::kernels {

// coefficients = weight/√squares, 0 where the distance is 0; row_terms_u = Σ_v weight_uv √squares_uv. One
// pass, 24 bytes an entry: the distances themselves are never written. coefficients: the twin's bits;
// row_terms: 256 sums of each 256th entry, then by halves, so |error| ≤ (⌈columns/256⌉ + 9)·2⁻⁵³ of the sum
// of absolute values. LIMIT: rows.
struct EdgeGradientRows {
    static constexpr int kThreads = 256, kResident = 6;
    using Thread = Nothing;
    struct Shared {
        double value[kThreads];
    };

    const double *squares, *weight;  // [rows, columns]
    double* coefficients;            // [rows, columns]
    double* row_terms;               // [rows]
    std::int64_t rows, columns;

    GREN_HOST_DEVICE std::int64_t blocks() const { return rows; }

    // This thread's entries of a row.
    GREN_HOST_DEVICE double write_entries(std::int64_t row, int thread) const {
        double term = 0;
        for (std::int64_t v = thread; v < columns; v += kThreads) {
            const auto at = row * columns + v;
            const double distance = sqrt(squares[at]);
            coefficients[at] = distance > 0 ? weight[at] / distance : 0;
            term += weight[at] * distance;
        }
        return term;
    }

    template <typename Block>
    GREN_HOST_DEVICE void run(std::int64_t row, Block& block) const {
        block.each([&](int thread, Nothing&) { block.shared.value[thread] = write_entries(row, thread); });
        sum_over_threads<kThreads>(block);
        block.each([&](int thread, Nothing&) {
            if (thread == 0) row_terms[row] = block.shared.value[0];
        });
    }
};

}  // namespace gren::kernels
