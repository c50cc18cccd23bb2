#include "graph/launch.cuh"
#include "graph/pair_pull.cuh"
#include "graph/pair_pull.h"

namespace gren::kernels {

template <typename T>
void pair_pull(const T* own, const T* all, const T* coefficient, std::int64_t own_rows, std::int64_t all_rows,
               std::int64_t features, T* to_own, T* to_all, Stream stream) {
    launch(PairPull<T>{own, all, coefficient, to_own, to_all, own_rows, all_rows, features}, stream);
}

template void pair_pull(const float*, const float*, const float*, std::int64_t, std::int64_t, std::int64_t,
                        float*, float*, Stream);
template void pair_pull(const double*, const double*, const double*, std::int64_t, std::int64_t, std::int64_t,
                        double*, double*, Stream);

}  // namespace gren::kernels
