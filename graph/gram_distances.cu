#include "graph/gram_distances.cuh"
#include "graph/gram_distances.h"
#include "graph/launch.cuh"

namespace gren::kernels {

void gram_squares(const double* gram, std::int64_t images, double* squares, Stream stream) {
    launch(GramSquares{{images}, gram, squares}, stream);
}

void near_pair_mask(const double* gram, const double* squares, std::int64_t images, double share, bool* near,
                    Stream stream) {
    launch(NearPairMask{{images}, gram, squares, share, near}, stream);
}

}  // namespace gren::kernels
