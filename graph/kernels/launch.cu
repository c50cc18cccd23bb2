#include "distributed/kernels/launch.cuh"
#include "graph/kernels/edge_gradient_rows.cuh"
#include "graph/kernels/gram_distances.cuh"
#include "graph/kernels/hash_similarity.cuh"
#include "graph/kernels/lung_pooling.cuh"
#include "graph/kernels/near_differences.cuh"
#include "graph/kernels/pair_gradients.cuh"
#include "graph/kernels/pair_squares.cuh"

namespace gren::kernels {

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
