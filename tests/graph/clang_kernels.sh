#!/bin/sh
# clang_kernels.sh CLANG SOURCE_FOLDER OUT_FOLDER (all absolute): a second compiler makes PTX of every kernel for sm_80
# and sm_90 without a complaint. It takes clang_cuda/cuda_runtime.h for CUDA's header and needs no CUDA.
set -eu
clang=$1 root=$2 out=$3
mkdir -p "$out"
cd "$root"
for architecture in sm_80 sm_90; do
    find graph distributed -name '*.cu' | while read -r source; do
        "$clang" -x cuda --cuda-device-only --cuda-gpu-arch=$architecture -std=c++20 -O3 -S \
            -nocudainc -nocudalib -nobuiltininc -isystem "$("$clang" -print-resource-dir)/include" \
            -D__CUDACC__ -Itests/graph/clang_cuda -I. \
            -Wall -Wextra -Wconversion -Wshadow -Werror -Wno-unknown-cuda-version \
            -o "$out/$(echo "$source" | tr / _).$architecture.ptx" "$source"
    done
done
