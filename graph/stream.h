// CUDA's stream by its own name for it, so that a contract needs no CUDA header: cudaStream_t is
// CUstream_st*.
#pragma once

struct CUstream_st;

namespace gren::kernels {

using Stream = CUstream_st*;

}  // namespace gren::kernels
