// Every kernel at the sizes around those of its tiles, on arrays of exactly its size.
#pragma once

#include <string>

#include "distributed/kernels/norm_channels.cuh"
#include "graph/kernels/edge_gradient_rows.cuh"
#include "graph/kernels/gram_distances.cuh"
#include "graph/kernels/hash_similarity.cuh"
#include "graph/kernels/lung_pooling.cuh"
#include "graph/kernels/near_differences.cuh"
#include "graph/kernels/pair_gradients.cuh"
#include "graph/kernels/pair_squares.cuh"
#include "tests/graph/kernels/exact_arrays.h"

namespace gren::kernel_cases {

using Sizes = std::vector<std::int64_t>;

template <typename... Numbers>
std::string name(const char* kernel, Numbers... numbers) {
    return kernel + ((" " + std::to_string(numbers)) + ...);
}

// In all that follows: visit(name, arrays, kernel) for each case.
template <typename Visit>
void hashes(const Visit& visit) {
    for (const std::int64_t n : Sizes{0, 1, 255, 256, 257}) {
        for (const std::int64_t hashes : Sizes{1, 2, 3})
            for (const std::int64_t first : Sizes{0, n / 2}) {
                ExactArrays a;
                const auto* packed = a.read<std::uint64_t>("packed", n * hashes);
                auto* similarity = a.overwritten<double>("similarity", (n - first) * n);
                visit(name("HashSimilarity", n, first, hashes), a,
                      kernels::HashSimilarity{{first, n - first, n}, packed, similarity, hashes});
            }
        ExactArrays a;
        const auto* packed = a.read<std::uint64_t>("packed", 2 * n);
        auto* similarity = a.overwritten<double>("similarity", n);
        visit(name("PairHashSimilarity", n), a, kernels::PairHashSimilarity{packed, similarity, n});
    }
}

template <typename Visit>
void gram(const Visit& visit) {
    for (const std::int64_t n : Sizes{0, 1, 255, 256, 257})
        for (const std::int64_t first : Sizes{0, n / 2}) {
            const auto rows = n - first, entries = rows * n;
            {
                ExactArrays a;
                const auto *gram = a.read<double>("gram", entries), *norms = a.read<double>("norms", n);
                auto* squares = a.overwritten<double>("squares", entries);
                visit(name("GramSquares", n, first), a,
                      kernels::GramSquares{{first, rows, n}, gram, norms, squares});
            }
            ExactArrays a;
            const auto *squares = a.read<double>("squares", entries), *norms = a.read<double>("norms", n);
            auto* near = a.overwritten<bool>("near", entries);
            visit(name("NearPairMask", n, first), a,
                  kernels::NearPairMask{{first, rows, n}, squares, norms, 0.5, near});
        }
}

template <typename Visit>
void edge_rows(const Visit& visit) {
    for (const std::int64_t rows : Sizes{0, 1, 3})
        for (const std::int64_t columns : Sizes{0, 1, 255, 256, 257, 513}) {
            ExactArrays a;
            const auto* squares = a.read<double>("squares", rows * columns);
            const auto* weight = a.read<double>("weight", rows * columns);
            auto* coefficients = a.overwritten<double>("coefficients", rows * columns);
            auto* terms = a.overwritten<double>("row_terms", rows);
            visit(name("EdgeGradientRows", rows, columns), a,
                  kernels::EdgeGradientRows{squares, weight, coefficients, terms, rows, columns});
        }
}

struct PairSizes {
    std::int64_t own, all, features;
};

// Each size around its tiles while the others stay.
inline std::vector<PairSizes> pair_sizes(const Sizes& own, const Sizes& all, const Sizes& features) {
    std::vector<PairSizes> cases;
    for (const auto u : own)
        for (const auto v : all) cases.push_back({u, v, 33});
    for (const auto d : features) cases.push_back({own.back(), all.back(), d});
    return cases;
}

template <typename T, typename Visit>
void pair_squares(const Visit& visit) {
    const Sizes features = {0, 1, 31, 32, 127, 128, 129, 511, 512, 513};
    for (const auto& [u, v, d] : pair_sizes({0, 1, 31, 32, 33}, {1, 31, 32, 33}, features)) {
        ExactArrays a;
        const auto *own = a.read<T>("own", u * d), *all = a.read<T>("all", v * d);
        auto* partial = a.overwritten<double>("partial", kernels::pair_slices(u, v, d) * u * v);
        visit(name("PairSquares", sizeof(T), u, v, d), a,
              kernels::PairSquares<T>{own, all, partial, u, v, d, kernels::pair_slice_columns(u, v, d)});
    }
}

template <typename T, typename Visit>
void pair_gradients(const Visit& visit) {
    const Sizes features = {0, 1, 127, 128, 129, 257};
    for (const auto& [u, v, d] : pair_sizes({0, 1, 15, 16, 17}, {0, 1, 7, 8, 9, 31, 32, 33}, features)) {
        ExactArrays a;
        const auto *own = a.read<T>("own", u * d), *all = a.read<T>("all", v * d);
        const auto* coefficients = a.read<T>("coefficients", u * v);
        auto *to_own = a.overwritten<T>("to_own", u * d), *to_all = a.overwritten<T>("to_all", v * d);
        visit(name("PairGradients", sizeof(T), u, v, d), a,
              kernels::PairGradients<T>{own, all, coefficients, to_own, to_all, u, v, d});
    }
}

template <typename T, typename Visit>
void near(const Visit& visit) {
    constexpr std::int64_t kImages = 4;
    for (const std::int64_t pairs : Sizes{0, 1, 5})
        for (const std::int64_t d : Sizes{0, 1, 127, 128, 129, 8191, 8192, 8193}) {
            {
                ExactArrays a;
                const auto* u = a.read<std::int64_t>("u", pairs, kImages);
                const auto* v = a.read<std::int64_t>("v", pairs, kImages);
                const auto* rows = a.read<T>("rows", kImages * d);
                auto* partial = a.overwritten<double>("partial", kernels::near_slices(d) * pairs);
                visit(name("NearSquares", sizeof(T), pairs, d), a,
                      kernels::NearSquares<T>{u, v, rows, partial, pairs, d});
            }
            ExactArrays a;
            const auto* u = a.read<std::int64_t>("u", pairs, kImages);
            const auto* v = a.read<std::int64_t>("v", pairs, kImages);
            const auto *c = a.read<T>("coefficients", pairs), *rows = a.read<T>("rows", kImages * d);
            auto* sum = a.added_to<T>("sum", kImages * d);
            visit(name("NearGradients", sizeof(T), pairs, d), a,
                  kernels::NearGradients<T>{u, v, c, rows, sum, pairs, d});
        }
}

template <typename T, typename Visit>
void pooling(const Visit& visit) {
    for (const bool last : {false, true})
        for (const std::int64_t c : Sizes{1, 7, 8, 9, 31, 32, 33})
            for (const std::int64_t p : Sizes{1, 7, 8, 9, 31, 32, 33}) {
                constexpr std::int64_t kImages = 2;
                const kernels::FeatureLayout layout{kImages, c, p, last};
                {
                    ExactArrays a;
                    const auto* features = a.read<T>("features", kImages * c * p);
                    const auto* fractions = a.read<T>("fractions", kImages * 2 * p);
                    auto* pooled = a.overwritten<T>("pooled", kImages * 2 * c);
                    auto* total = a.overwritten<T>("total", kImages * 2);
                    visit(name("LungPooling", sizeof(T), last, c, p), a,
                          kernels::LungPooling<T>{{layout}, features, fractions, pooled, total});
                }
                ExactArrays a;
                const auto* gradient = a.read<T>("gradient", kImages * 2 * c);
                const auto* fractions = a.read<T>("fractions", kImages * 2 * p);
                const auto* total = a.read<T>("total", kImages * 2);
                auto* to_features = a.overwritten<T>("to_features", kImages * c * p);
                visit(name("LungPoolingBackward", sizeof(T), last, c, p), a,
                      kernels::LungPoolingBackward<T>{{layout}, gradient, fractions, total, to_features});
            }
}

// One work of norm_channels.cuh on c channels.
template <typename Work, typename Visit>
void channel_work(const char* kernel, const Visit& visit, ExactArrays& a, const Work& work) {
    visit(name(kernel, work.channels), a, kernels::PerChannel<Work>{work});
}

template <typename T, typename Visit>
void norm_channels(const Visit& visit) {
    for (const std::int64_t c : Sizes{0, 1, 127, 128, 129}) {
        ExactArrays own, gradients, means;
        channel_work("OwnSums", visit, own,
                     kernels::OwnSums<T>{c, own.read<T>("mean", c), own.read<T>("variance", c), 64,
                                         own.overwritten<double>("sums", c == 0 ? 0 : 2 * c + 1)});
        for (const double count : {1., 64.}) {  // too few values for the running statistics, or enough
            ExactArrays all;
            auto* sums = all.read<double>("sums", 2 * c + 1);
            sums[2 * c] = count;
            channel_work("GlobalStatistics", visit, all,
                         kernels::GlobalStatistics<T, T>{c, sums, 1e-5, 0.1, all.overwritten<T>("mean", c),
                                                         all.overwritten<T>("inverse_std", c),
                                                         all.added_to<T>("running_mean", c),
                                                         all.added_to<T>("running_variance", c),
                                                         all.added_to<std::int64_t>("batches", 1)});
        }
        channel_work(
            "OwnGradientSums", visit, gradients,
            kernels::OwnGradientSums<T>{c, gradients.read<T>("d_bias", c), gradients.read<T>("d_weight", c),
                                        gradients.overwritten<double>("sums", 2 * c)});
        channel_work(
            "MeanGradients", visit, means,
            kernels::MeanGradients<T>{c, means.read<double>("sums", 2 * c), means.read<double>("count", 1),
                                      means.read<T>("inverse_std", c), means.overwritten<T>("mean_dy", c),
                                      means.overwritten<T>("mean_dy_centered", c),
                                      means.overwritten<std::int32_t>("one", c == 0 ? 0 : 1)});
    }
}

template <typename T, typename Visit>
void of_type(const Visit& visit) {
    norm_channels<T>(visit);
    pair_squares<T>(visit);
    pair_gradients<T>(visit);
    near<T>(visit);
    pooling<T>(visit);
}

template <typename Visit>
void all(const Visit& visit) {
    hashes(visit);
    gram(visit);
    edge_rows(visit);
    of_type<float>(visit);
    of_type<double>(visit);
}

}  // namespace gren::kernel_cases
