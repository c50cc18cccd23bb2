#include <cuda_runtime.h>

#include "graph/kernels/edge_gradient_rows.cuh"
#include "graph/kernels/gram_distances.cuh"
#include "graph/kernels/hash_similarity.cuh"
#include "graph/kernels/launch.h"
#include "graph/kernels/lung_pooling.cuh"
#include "graph/kernels/near_differences.cuh"
#include "graph/kernels/pair_gradients.cuh"
#include "graph/kernels/pair_squares.cuh"

namespace gren::kernels {

template <typename Kernel>
struct DeviceBlock {
    typename Kernel::Shared& shared;
    typename Kernel::Thread own{};

    template <typename Phase>
    __device__ void each(const Phase& phase) {
        phase(static_cast<int>(threadIdx.x), own);
        __syncthreads();
    }
};

template <typename Kernel>
__global__ void __launch_bounds__(Kernel::kThreads, Kernel::kResident) run_kernel(const Kernel kernel) {
    __shared__ typename Kernel::Shared shared;
    DeviceBlock<Kernel> block{shared};
    kernel.run(blockIdx.x, block);
}

template <typename Kernel>
void launch(const Kernel& kernel, Stream stream) {
    const auto blocks = kernel.blocks();
    if (blocks > 0)
        run_kernel<<<static_cast<unsigned>(blocks), static_cast<unsigned>(Kernel::kThreads), 0, stream>>>(
            kernel);
}

template void launch(const HashSimilarity&, Stream);
template void launch(const PairHashSimilarity&, Stream);
template void launch(const LungPooling<float>&, Stream);
template void launch(const LungPooling<double>&, Stream);
template void launch(const LungPoolingBackward<float>&, Stream);
template void launch(const LungPoolingBackward<double>&, Stream);
template void launch(const PairSquares<float>&, Stream);
template void launch(const PairSquares<double>&, Stream);
template void launch(const PairGradients<float>&, Stream);
template void launch(const PairGradients<double>&, Stream);
template void launch(const EdgeGradientRows&, Stream);
template void launch(const GramSquares&, Stream);
template void launch(const NearPairMask&, Stream);
template void launch(const NearSquares<float>&, Stream);
template void launch(const NearSquares<double>&, Stream);
template void launch(const NearGradients<float>&, Stream);
template void launch(const NearGradients<double>&, Stream);

}  // namespace gren::kernels
