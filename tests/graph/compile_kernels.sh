#!/bin/sh
# compile_kernels.sh NVCC SOURCE_FOLDER OUT_FOLDER (all absolute): every kernel compiles for sm_80, sm_90 and PTX, nvcc
# has nothing to complain of, and ptxas's figures are those of graph/KERNELS.md.
set -eu
nvcc=$1 root=$2 out=$3
mkdir -p "$out"
cd "$root"
compiled=0
# shellcheck disable=SC2046  # names of files of this repository, without spaces
"$nvcc" -std=c++20 -O3 -I. -Xcompiler=-Wall,-Wextra -Werror=all-warnings -Xptxas -v -c -odir "$out" \
    -gencode arch=compute_80,code=sm_80 -gencode 'arch=compute_90,code=[sm_90,compute_90]' \
    $(find graph distributed -name '*.cu') > "$out/said" 2>&1 || compiled=$?
figures='^ptxas info |^    [0-9]+ bytes stack frame'
if [ "$compiled" -ne 0 ] || grep -Evq "$figures" "$out/said"; then
    grep -Ev "$figures" "$out/said" >&2
    exit 1
fi
python3 tests/graph/kernel_resources.py "$out/said" graph/KERNELS.md
