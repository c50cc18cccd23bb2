#!/bin/sh
# compile_kernels.sh NVCC SOURCE_FOLDER OUT_FOLDER (both absolute): every kernel compiles for sm_80, sm_90 and
# PTX, and nvcc says nothing.
set -eu
nvcc=$1 root=$2 out=$3
mkdir -p "$out"
cd "$root"
# shellcheck disable=SC2046  # names of files of this repository, without spaces
if ! "$nvcc" -std=c++20 -O3 -I. -Xcompiler=-Wall,-Wextra -Werror=all-warnings --threads 2 -c -odir "$out" \
    -gencode arch=compute_80,code=sm_80 -gencode 'arch=compute_90,code=[sm_90,compute_90]' \
    $(find graph distributed -name '*.cu') 2> "$out/said" || [ -s "$out/said" ]; then
    cat "$out/said" >&2
    exit 1
fi
