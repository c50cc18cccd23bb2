// What memory each of gren's kernels reads and writes, after the shapes in its header.
#pragma once

#include <algorithm>
#include <string>

#include "distributed/kernels/norm_channels.cuh"
#include "graph/kernels/edge_gradient_rows.cuh"
#include "graph/kernels/gram_distances.cuh"
#include "graph/kernels/hash_similarity.cuh"
#include "graph/kernels/lung_pooling.cuh"
#include "graph/kernels/near_differences.cuh"
#include "graph/kernels/pair_gradients.cuh"
#include "graph/kernels/pair_squares.cuh"
#include "tests/fake_cuda/runtime/fake_runtime.h"

namespace fake_cuda {

template <typename T>
std::string reads(const T* array, std::int64_t count) {
    return count > 0 ? " r=" + range(array, static_cast<std::size_t>(count) * sizeof(T)) : "";
}
template <typename T>
std::string writes(const T* array, std::int64_t count) {
    return count > 0 ? " w=" + range(array, static_cast<std::size_t>(count) * sizeof(T)) : "";
}

inline std::string memory_of(const gren::kernels::EdgeGradientRows& k) {
    const auto entries = k.rows * k.columns;
    return reads(k.squares, entries) + reads(k.weight, entries) + writes(k.coefficients, entries) +
           writes(k.row_terms, k.rows);
}
inline std::string memory_of(const gren::kernels::GramSquares& k) {
    const auto entries = k.rows * k.images;
    return reads(k.gram, entries) + reads(k.norms, k.images) + writes(k.squares, entries);
}
inline std::string memory_of(const gren::kernels::NearPairMask& k) {
    const auto entries = k.rows * k.images;
    return reads(k.squares, entries) + reads(k.norms, k.images) + writes(k.near, entries);
}
inline std::string memory_of(const gren::kernels::HashSimilarity& k) {
    return reads(k.packed, k.images * k.hashes) + writes(k.similarity, k.rows * k.images);
}
inline std::string memory_of(const gren::kernels::PairHashSimilarity& k) {
    return reads(k.packed, 2 * k.images) + writes(k.similarity, k.images);
}
template <typename T>
std::string memory_of(const gren::kernels::LungPooling<T>& k) {
    return reads(k.features, k.images * k.channels * k.places) + reads(k.fractions, 2 * k.images * k.places) +
           writes(k.pooled, 2 * k.images * k.channels) + writes(k.total, 2 * k.images);
}
template <typename T>
std::string memory_of(const gren::kernels::LungPoolingBackward<T>& k) {
    return reads(k.gradient, 2 * k.images * k.channels) + reads(k.fractions, 2 * k.images * k.places) +
           reads(k.total, 2 * k.images) + writes(k.to_features, k.images * k.channels * k.places);
}
template <typename T>
std::string memory_of(const gren::kernels::PairSquares<T>& k) {
    return reads(k.own, k.own_rows * k.features) + reads(k.all, k.all_rows * k.features) +
           writes(k.partial, k.slices() * k.own_rows * k.all_rows);
}
template <typename T>
std::string memory_of(const gren::kernels::PairGradients<T>& k) {
    const auto own = k.own_rows * k.features, all = k.all_rows * k.features;
    return reads(k.own, own) + reads(k.all, all) + reads(k.coefficients, k.own_rows * k.all_rows) +
           writes(k.to_own, own) + writes(k.to_all, all);
}
template <typename T>
std::string memory_of(const gren::kernels::OwnSums<T>& k) {
    return reads(k.mean, k.channels) + reads(k.variance, k.channels) + writes(k.sums, 2 * k.channels + 1);
}
template <typename T, typename Running>
std::string memory_of(const gren::kernels::GlobalStatistics<T, Running>& k) {
    return reads(k.sums, 2 * k.channels + 1) + writes(k.mean, k.channels) +
           writes(k.inverse_std, k.channels) + writes(k.running_mean, k.channels) +
           writes(k.running_variance, k.channels) + writes(k.batches, k.batches == nullptr ? 0 : 1);
}
template <typename T>
std::string memory_of(const gren::kernels::OwnGradientSums<T>& k) {
    return reads(k.d_bias, k.channels) + reads(k.d_weight, k.channels) + writes(k.sums, 2 * k.channels);
}
template <typename T>
std::string memory_of(const gren::kernels::MeanGradients<T>& k) {
    return reads(k.sums, 2 * k.channels) + reads(k.count, 1) + reads(k.inverse_std, k.channels) +
           writes(k.mean_dy, k.channels) + writes(k.mean_dy_centered, k.channels) + writes(k.one, 1);
}
template <typename Work>
std::string memory_of(const gren::kernels::PerChannel<Work>& k) {
    return memory_of(k.work);
}
// They do not say how many images there are; the pairs name the last that is touched.
template <typename Kernel>
std::int64_t images_of_pairs(const Kernel& k) {
    std::int64_t last = -1;
    for (std::int64_t i = 0; i < k.pairs; ++i) last = std::max({last, k.u[i], k.v[i]});
    return last + 1;
}
template <typename T>
std::string memory_of(const gren::kernels::NearSquares<T>& k) {
    return reads(k.u, k.pairs) + reads(k.v, k.pairs) + reads(k.rows, images_of_pairs(k) * k.features) +
           writes(k.partial, gren::kernels::near_slices(k.features) * k.pairs);
}
template <typename T>
std::string memory_of(const gren::kernels::NearGradients<T>& k) {
    const auto entries = images_of_pairs(k) * k.features;
    return reads(k.u, k.pairs) + reads(k.v, k.pairs) + reads(k.coefficients, k.pairs) +
           reads(k.rows, entries) + writes(k.sum, entries);
}

}  // namespace fake_cuda
