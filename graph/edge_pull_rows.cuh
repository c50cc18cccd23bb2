// What distances and weights give the term and its gradient, row by row: a block takes a row.
#pragma once

#include <cmath>

#include "graph/block_sum.cuh"
#include "graph/host_device.cuh"

namespace gren::kernels {

struct EdgePullRows {
    static constexpr int kThreads = 256, kResident = 6;
    using Thread = Nothing;
    struct Shared {
        double value[kThreads];
    };

    const double *squares, *weight;  // [rows, columns]
    double* pull;                    // [rows, columns]
    double* row_term;                // [rows]
    std::int64_t rows, columns;

    GREN_HOST_DEVICE std::int64_t blocks() const { return rows; }

    // This thread's entries of a row.
    GREN_HOST_DEVICE double pull_entries(std::int64_t row, int thread) const {
        double term = 0;
        for (std::int64_t v = thread; v < columns; v += kThreads) {
            const auto at = row * columns + v;
            const double distance = sqrt(squares[at]);
            pull[at] = distance > 0 ? weight[at] / distance : 0;
            term += weight[at] * distance;
        }
        return term;
    }

    template <typename Block>
    GREN_HOST_DEVICE void run(std::int64_t row, Block& block) const {
        block.each([&](int thread, Nothing&) { block.shared.value[thread] = pull_entries(row, thread); });
        sum_over_threads<kThreads>(block);
        block.each([&](int thread, Nothing&) {
            if (thread == 0) row_term[row] = block.shared.value[0];
        });
    }
};

}  // namespace gren::kernels
