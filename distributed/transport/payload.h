// The bytes that a rank sends in a collective, whoever carries it: the first table of COLLECTIVES.md.
// `bytes`: of the tensor that the rank gives, or of its own part of it.
#pragma once

#include <cstdint>

namespace gren {

inline std::int64_t all_reduce_payload(std::int64_t bytes, int ranks) {
    return 2 * bytes * (ranks - 1) / ranks;
}
inline std::int64_t broadcast_payload(std::int64_t bytes, int ranks, bool is_root) {
    return is_root ? bytes * (ranks - 1) : 0;
}
inline std::int64_t all_gather_payload(std::int64_t own_bytes, int ranks) {
    return own_bytes * (ranks - 1);
}
// Also of an all-to-all: all but the part that stays.
inline std::int64_t reduce_scatter_payload(std::int64_t bytes, std::int64_t own_bytes) {
    return bytes - own_bytes;
}

}  // namespace gren
