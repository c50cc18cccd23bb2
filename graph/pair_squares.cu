#include "graph/launch.cuh"
#include "graph/pair_squares.cuh"
#include "graph/pair_squares.h"

namespace gren::kernels {

template <typename T>
void pair_squares(const T* own, const T* all, std::int64_t own_rows, std::int64_t all_rows,
                  std::int64_t features, double* partial, Stream stream) {
    launch(PairSquares<T>{own, all, partial, own_rows, all_rows, features,
                          pair_slice_columns(own_rows, all_rows, features)},
           stream);
}

template void pair_squares(const float*, const float*, std::int64_t, std::int64_t, std::int64_t, double*,
                           Stream);
template void pair_squares(const double*, const double*, std::int64_t, std::int64_t, std::int64_t, double*,
                           Stream);

}  // namespace gren::kernels
