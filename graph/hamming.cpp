#include "graph/hamming.h"

#include <bit>

namespace gren {
namespace {

int differing_bits(std::int64_t a, std::int64_t b) {
    return std::popcount(static_cast<std::uint64_t>(a ^ b));
}

}  // namespace

torch::Tensor hamming_distance(const torch::Tensor& a, const torch::Tensor& b) {
    auto distance = torch::empty(a.sizes(), torch::kFloat64);
    const auto left = a.accessor<std::int64_t, 1>();
    const auto right = b.accessor<std::int64_t, 1>();
    auto out = distance.accessor<double, 1>();
    for (std::int64_t i = 0; i < a.size(0); ++i) out[i] = differing_bits(left[i], right[i]);
    return distance;
}

torch::Tensor pairwise_hamming_distance(const torch::Tensor& hashes, RowRange rows) {
    const auto images = hashes.size(0), places = hashes.size(1);
    auto distance = torch::empty({rows.count, images}, torch::kFloat64);
    const auto hash = hashes.accessor<std::int64_t, 2>();
    auto out = distance.accessor<double, 2>();
    for (std::int64_t row = 0; row < rows.count; ++row) {
        const auto u = rows.first + row;
        for (std::int64_t v = 0; v < images; ++v) {
            int bits = 0;
            for (std::int64_t m = 0; m < places; ++m) bits += differing_bits(hash[u][m], hash[v][m]);
            out[row][v] = bits;
        }
    }
    return distance;
}

}  // namespace gren
