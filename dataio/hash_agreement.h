// How alike two films are by their hashes.
#pragma once

#include <bit>
#include <cstdint>
#include <span>

namespace gren {

// H, the Hamming distance. REQUIRES: equally long.
inline int differing_bits(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b) {
    int bits = 0;
    for (std::size_t i = 0; i < a.size(); ++i) bits += std::popcount(a[i] ^ b[i]);
    return bits;
}

// 1 - H/64, averaged over the words: of the hashes of two films' regions, Eq. 6 as a similarity.
inline double hash_agreement(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b) {
    return 1 - differing_bits(a, b) / (64.0 * static_cast<double>(a.size()));
}

}  // namespace gren
