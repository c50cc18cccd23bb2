// What lets a kernel run on the host, too, where the tests hold it against its twin. A kernel is a struct of
// its arguments with kThreads, kResident (blocks that a multiprocessor shall hold at once, which bounds the
// registers), Shared (memory of a block), Thread (registers of a thread), blocks(), and
//     template <typename Block> void run(std::int64_t index, Block& block) const
// written in phases: block.each(phase) calls phase(thread, own) once for each thread, then all threads meet.
// launch.cuh does it on the device, tests/graph/kernels/host_block.h by a loop. Only this file asks which
// compiler it is.
//
// The comment at a kernel is its contract. What holds for all: arrays are contiguous and on the device; T is
// float or double; there are no atomics, and no result depends on the order of threads, so equal inputs give
// equal bits; what stands after LIMIT must be below 2³¹, as blocks() must.
#pragma once

#include <bit>
#include <cstdint>

#ifdef __CUDACC__
#define GREN_HOST_DEVICE __host__ __device__
#else
#define GREN_HOST_DEVICE
#endif

#ifdef __CUDA_ARCH__
#define GREN_PRAGMA(text) _Pragma(#text)
#define GREN_UNROLL(times) GREN_PRAGMA(unroll times)
#else
#define GREN_UNROLL(times)
#endif

namespace gren::kernels {

// For kernels that need no memory of one of the two kinds.
struct Nothing {};

GREN_HOST_DEVICE inline int bits_set(std::uint64_t word) {
#ifdef __CUDA_ARCH__
    return __popcll(word);
#else
    return std::popcount(word);
#endif
}

GREN_HOST_DEVICE constexpr std::int64_t ceiling_divide(std::int64_t a, std::int64_t b) {
    return (a + b - 1) / b;
}

GREN_HOST_DEVICE constexpr std::int64_t smaller(std::int64_t a, std::int64_t b) {
    return a < b ? a : b;
}

}  // namespace gren::kernels
