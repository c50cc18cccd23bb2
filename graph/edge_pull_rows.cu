#include "graph/edge_pull_rows.cuh"
#include "graph/edge_pull_rows.h"
#include "graph/launch.cuh"

namespace gren::kernels {

void edge_pull_rows(const double* squares, const double* weight, std::int64_t rows, std::int64_t columns,
                    double* pull, double* row_term, Stream stream) {
    launch(EdgePullRows{squares, weight, pull, row_term, rows, columns}, stream);
}

}  // namespace gren::kernels
