#include "graph/mean_similarity.h"

#include <bit>

namespace gren {
namespace {

constexpr std::int64_t kBits = 64;

double share(std::int64_t agreeing, std::int64_t bits) {
    return bits > 0 ? static_cast<double>(agreeing) / static_cast<double>(bits) : 0;
}

}  // namespace

MeanSimilarity mean_similarity(const std::vector<std::array<std::uint64_t, 2>>& hashes) {
    const auto images = static_cast<std::int64_t>(hashes.size());
    std::int64_t in_images = 0, in_pairs = 0;  // bits that agree
    for (const auto& [left, right] : hashes) in_images += kBits - std::popcount(left ^ right);
    for (std::size_t lung = 0; lung < 2; ++lung)
        for (std::int64_t bit = 0; bit < kBits; ++bit) {
            std::int64_t set = 0;
            for (const auto& hash : hashes) set += static_cast<std::int64_t>(hash[lung] >> bit & 1U);
            const auto clear = images - set;
            in_pairs += set * (set - 1) / 2 + clear * (clear - 1) / 2;
        }
    return {.images = images,
            .intra = share(in_images, kBits * images),
            .inter = share(in_pairs, 2 * kBits * (images * (images - 1) / 2))};
}

}  // namespace gren
