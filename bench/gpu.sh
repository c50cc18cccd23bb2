#!/usr/bin/env bash
# Everything that is measured on a GPU, in one command and at most 8 minutes: checks on 1, 2 and 4 ranks that share the one
# GPU (the equivalence test of the global batch, collectives and their bytes over NCCL, kernels against their twins), then the step
# and the graph term against PyTorch in the same run. Prints tables; the JSON lines lie in gpu-results.jsonl (OUT).
#   GREN_CUDA_BUILD  a folder of built programs (default: builds build-cuda)      PEER_PYTHON  with torch 2.11 and torchvision
#   SECONDS_LEFT     the budget, 480                                             DRY=1  tiny and on the CPU: tries the script
set -euo pipefail
cd "$(dirname "$0")/.."
source launch/environment
out=$(realpath -m "${OUT:-gpu-results.jsonl}")
deadline=$((SECONDS + ${SECONDS_LEFT:-480}))
device=cuda batches=(4 16 64 128) compiled=(16 64) nodes=(16 256 1024 4096) flags=()
runs="${RUNS:-20}"
if [ -n "${DRY:-}" ]; then
    build="${GREN_CUDA_BUILD:-build}" device=cpu batches=(1 2) compiled=(1) nodes=(4 8) runs=1
    flags=(--size 64) features=(--features 1024)
else
    build="${GREN_CUDA_BUILD:-build-cuda}" features=()
    [ -n "${GREN_CUDA_BUILD:-}" ] || ./launch/build cuda-release
fi
source bench/peer_python
peer_with torch,torchvision torch==2.11.0 torchvision
log=$(mktemp -d)
trap 'rm -rf "$log"' EXIT

gpu=none driver=none
if [ "$device" = cuda ]; then
    IFS=',' read -r gpu driver < <(nvidia-smi --query-gpu=name,driver_version --format=csv,noheader | head -1)
fi
printf '{"what": "machine", "date": "%s", "gpu": "%s", "driver": "%s", "code": "%s", "dry": %s}\n' \
    "$(date -u +%F)" "$gpu" "${driver# }" "$("$build/gren" --version | head -1)" "$([ -n "${DRY:-}" ] && echo true || echo false)" >"$out"

# within SECONDS NAME COMMAND...: runs it if there is time for it; its JSON lines go to the results.
within() {
    local most=$1 name=$2
    shift 2
    if [ $((deadline - SECONDS)) -lt "$most" ]; then
        printf '{"what": "skipped", "name": "%s", "why": "the time was up"}\n' "$name" >>"$out"
        return
    fi
    echo "gpu: $name" >&2
    local code=0
    timeout "$((deadline - SECONDS))" "$@" >"$log/out" 2>"$log/err" || code=$?
    grep '^{' "$log/out" >>"$out" || true
    [ "$code" -eq 0 ] && return
    printf '{"what": "skipped", "name": "%s", "why": "it ended with %d: %s"}\n' "$name" "$code" \
        "$(tail -1 "$log/err" | tr -d '"\\\n' | cut -c1-200)" >>"$out"
}
ranks=(env OMP_NUM_THREADS=1 mpirun --oversubscribe --bind-to none -n)

# check RANKS PROGRAM FILTER NAME: tests of a program on this device; NAME's place in the table is their exit code.
check() {
    local n=$1 program=$2 filter=$3 name=$4 start=$SECONDS result=passed
    if [ ! -x "$build/$program" ]; then
        result="not built"
    elif ! GREN_TEST_DEVICE=$device "${ranks[@]}" "$n" timeout 90 "$build/$program" --gtest_color=no --gtest_filter="$filter" >"$log/out" 2>&1; then
        result=FAILED
        tail -40 "$log/out" >&2
    elif ! grep -q '\[  PASSED  \] [1-9]' "$log/out"; then
        result="nothing ran"
    fi
    printf '{"what": "check", "name": "%s", "ranks": %d, "result": "%s", "seconds": %d}\n' "$name" "$n" "$result" \
        "$((SECONDS - start))" >>"$out"
}

if [ "$device" = cuda ]; then
    check 1 graph_mpi_tests 'CudaKernels.*' cuda_kernels_test
    for n in 1 2 4; do check "$n" distributed_tests 'Nccl.*' nccl_test; done
    for n in 1 2; do check "$n" training_mpi_tests 'CapturedBackbone.*' captured_backbone_test; done
fi
# The first of each kind of variant, on both paths, in float64; the whole equivalence test takes minutes.
some='variants/*/gren_*:variants/*/cosine_*:variants/*/frozen_*:small/*/two_equal_images_*:accumulated/*/gren_*'
[ -z "${DRY:-}" ] || some='small/*/two_images_*'
for n in 1 2 4; do check "$n" training_mpi_tests "$some" trainer_test; done
for n in 2 4; do check "$n" training_mpi_tests '*StepTraffic*' step_traffic_test; done

bench=("$build/gpu_bench" --device "$device" "${flags[@]}")
theirs=("$peer" bench/gpu_peer.py --device "$device" "${flags[@]}")
for precision in bf16 tf32; do
    within 20 "step, $precision" "${bench[@]}" --precision "$precision" --runs "$runs" --steps "${batches[@]}"
    within 20 "step of PyTorch eager, $precision" "${theirs[@]}" --precision "$precision" --runs "$runs" --steps "${batches[@]}"
done
within 15 "step by CUDA graphs" "${bench[@]}" --cuda-graph --runs "$runs" --steps "${batches[@]}"
within 15 "step without graph" "${bench[@]}" --method baseline --runs "$runs" --steps "${batches[@]}"
within 15 "graph" "${bench[@]}" "${features[@]}" --runs 3 --graphs "${nodes[@]}"
within 15 "graph by cdist" "${theirs[@]}" "${features[@]}" --runs 3 --graphs "${nodes[@]}"
within 60 "step of torch.compile, bf16" "${theirs[@]}" --compile --runs "$runs" --steps "${compiled[@]}"
for n in 2 4; do within 20 "step of $n ranks that share the GPU" "${ranks[@]}" "$n" "${bench[@]}" --share-gpu --runs "$runs" --steps "${compiled[0]}"; done

"$peer" bench/gpu_table.py "$out"
echo "JSON: $out"
