// What graph/kernels takes of CUDA's header, for clang, which does not know the header of CUDA 13.
#pragma once

#include <cstddef>

#define __host__ __attribute__((host))
#define __device__ __attribute__((device))
#define __global__ __attribute__((global))
#define __shared__ __attribute__((shared))
#define __launch_bounds__(...) __attribute__((launch_bounds(__VA_ARGS__)))

__device__ inline double sqrt(double x) {
    return __nvvm_sqrt_rn_d(x);
}
#include <cmath>  // after it, so that std::sqrt is this one, too

struct dim3 {
    unsigned x, y = 1, z = 1;
    __host__ __device__ dim3(unsigned count) : x(count) {}
};
using cudaStream_t = struct CUstream_st*;
extern "C" int cudaConfigureCall(dim3, dim3, std::size_t = 0, cudaStream_t = nullptr);

struct ThreadIndex {
    struct X {
        __device__ operator unsigned() const { return static_cast<unsigned>(__nvvm_read_ptx_sreg_tid_x()); }
    } x;
};
struct BlockIndex {
    struct X {
        __device__ operator unsigned() const { return static_cast<unsigned>(__nvvm_read_ptx_sreg_ctaid_x()); }
    } x;
};
extern const __device__ ThreadIndex threadIdx;
extern const __device__ BlockIndex blockIdx;

__device__ inline int __popcll(unsigned long long word) {
    return __builtin_popcountll(word);
}
