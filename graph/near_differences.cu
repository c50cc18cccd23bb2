#include "graph/launch.cuh"
#include "graph/near_differences.cuh"
#include "graph/near_differences.h"

namespace gren::kernels {

template <typename T>
void near_squares(const std::int64_t* u, const std::int64_t* v, std::int64_t pairs, const T* rows,
                  std::int64_t features, double* partial, Stream stream) {
    launch(NearSquares<T>{u, v, rows, partial, pairs, features}, stream);
}

template <typename T>
void near_pull(const std::int64_t* u, const std::int64_t* v, const T* coefficient, std::int64_t pairs,
               const T* rows, std::int64_t features, T* sum, Stream stream) {
    launch(NearPull<T>{u, v, coefficient, rows, sum, pairs, features}, stream);
}

template void near_squares(const std::int64_t*, const std::int64_t*, std::int64_t, const float*, std::int64_t,
                           double*, Stream);
template void near_pull(const std::int64_t*, const std::int64_t*, const float*, std::int64_t, const float*,
                        std::int64_t, float*, Stream);
template void near_squares(const std::int64_t*, const std::int64_t*, std::int64_t, const double*,
                           std::int64_t, double*, Stream);
template void near_pull(const std::int64_t*, const std::int64_t*, const double*, std::int64_t, const double*,
                        std::int64_t, double*, Stream);

}  // namespace gren::kernels
