#include "graph/mean_similarity.h"

#include <bit>

namespace gren {
namespace {

constexpr std::int64_t kBits = 64;

double share(std::int64_t agreeing, std::int64_t bits) {
    return bits > 0 ? static_cast<double>(agreeing) / static_cast<double>(bits) : 0;
}

}  // namespace

MeanSimilarity mean_similarity(const std::vector<std::vector<std::uint64_t>>& hashes) {
    const auto images = static_cast<std::int64_t>(hashes.size());
    const auto regions = images > 0 ? static_cast<std::int64_t>(hashes.front().size()) : 0;
    std::int64_t in_images = 0, in_pairs = 0;  // bits that agree
    for (const auto& hash : hashes)
        for (std::size_t a = 0; a < hash.size(); ++a)
            for (std::size_t b = a + 1; b < hash.size(); ++b)
                in_images += kBits - std::popcount(hash[a] ^ hash[b]);
    for (std::int64_t region = 0; region < regions; ++region)
        for (std::int64_t bit = 0; bit < kBits; ++bit) {
            std::int64_t set = 0;
            for (const auto& hash : hashes)
                set += static_cast<std::int64_t>(hash[static_cast<std::size_t>(region)] >> bit & 1U);
            const auto clear = images - set;
            in_pairs += set * (set - 1) / 2 + clear * (clear - 1) / 2;
        }
    return {.images = images,
            .intra = share(in_images, kBits * images * (regions * (regions - 1) / 2)),
            .inter = share(in_pairs, regions * kBits * (images * (images - 1) / 2))};
}

}  // namespace gren
