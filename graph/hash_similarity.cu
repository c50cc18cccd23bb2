#include "graph/hash_similarity.cuh"
#include "graph/hash_similarity.h"
#include "graph/launch.cuh"

namespace gren::kernels {

void hash_similarity(const std::uint64_t* keys, std::int64_t images, std::int64_t hashes, double* similarity,
                     Stream stream) {
    launch(HashSimilarity{{images}, keys, similarity, hashes}, stream);
}

void lung_hash_similarity(const std::uint64_t* keys, std::int64_t images, double* similarity, Stream stream) {
    launch(LungHashSimilarity{keys, similarity, images}, stream);
}

}  // namespace gren::kernels
