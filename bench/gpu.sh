#!/usr/bin/env bash
# Everything that is measured on a GPU, in one command and at most 8 minutes: checks on 1, 2 and 4 ranks that share the one
# GPU (the equivalence test of the global batch, collectives and their bytes over NCCL, kernels against their twins), then the step
# and the graph term against PyTorch in the same run. Prints tables; the JSON lines lie in gpu-results.jsonl (OUT).
#   GREN_CUDA_BUILD  a folder of built programs (default: builds build-cuda)      PEER_PYTHON  with torch 2.11 and torchvision
#   SECONDS_LEFT     the budget, 480                                             DRY=1  tiny and on the CPU: tries the script
#   CHECK_SECONDS    the most that a check may take, 90                          MEASURE_SECONDS  in place of what each asks for
set -euo pipefail
cd "$(dirname "$0")/.."
source launch/environment
out=$(realpath -m "${OUT:-gpu-results.jsonl}")
budget=${SECONDS_LEFT:-480}
deadline=$((SECONDS + budget))
checked_by=$((SECONDS + budget / 2))  # what the measurements below ask for is the other half
device=cuda precisions=(bf16 tf32) batches=(4 16 64 128) compiled=(16 64) nodes=(16 256 1024 4096) shared=16 flags=()
runs="${RUNS:-20}"
if [ -n "${DRY:-}" ]; then
    build="${GREN_CUDA_BUILD:-build}" device=cpu precisions=(bf16 fp32) batches=(1 2) compiled=(1) nodes=(4 8) shared=4 runs=1
    flags=(--size 64) features=(--features 1024)
    export OMP_NUM_THREADS=1  # threads that wait for each other in turns would take minutes on a busy machine
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

smaller() { echo $(($1 < $2 ? $1 : $2)); }
ended() { [ "$1" = 124 ] || [ "$1" = 137 ]; }  # by timeout, which kills what does not end when told to
# on_ranks SECONDS RANKS COMMAND...: each rank is ended by itself, since mpirun would leave one behind that does not listen.
on_ranks() {
    timeout -k 5 $(($1 + 10)) env OMP_NUM_THREADS=1 mpirun --oversubscribe --bind-to none -n "$2" \
        timeout -k 5 "$1" "${@:3}" </dev/null
}

# within SECONDS NAME RANKS COMMAND...: runs it if there is time for it, three times as long at most where the GPU is a slow one;
# its JSON lines go to the results. One rank is no job of mpirun.
within() {
    local most=${MEASURE_SECONDS:-$1} name=$2 n=$3 limit why code=0
    shift 3
    limit=$(smaller $((3 * most)) $((deadline - SECONDS)))
    if [ "$limit" -lt "$most" ]; then
        printf '{"what": "skipped", "name": "%s", "why": "the time was up"}\n' "$name" >>"$out"
        return
    fi
    echo "gpu: $name" >&2
    if [ "$n" -eq 1 ]; then
        timeout -k 5 "$limit" "$@" </dev/null >"$log/out" 2>"$log/err" || code=$?
    else
        on_ranks "$limit" "$n" "$@" >"$log/out" 2>"$log/err" || code=$?
    fi
    grep '^{.*}$' "$log/out" >>"$out" || true
    [ "$code" -eq 0 ] && return
    why="it ended with $code: $(tail -1 "$log/err" | tr -d '"\\\n' | cut -c1-200)"
    ! ended "$code" || why="not done after $limit s"
    printf '{"what": "skipped", "name": "%s", "why": "%s"}\n' "$name" "$why" >>"$out"
}

# check RANKS PROGRAM FILTER NAME: tests of a program on this device; NAME's place in the table is how they end.
check() {
    local n=$1 program=$2 filter=$3 name=$4 start=$SECONDS result=passed code=0 limit
    limit=$(smaller "${CHECK_SECONDS:-90}" $((checked_by - SECONDS)))
    if [ ! -x "$build/$program" ]; then
        result="not built"
    elif [ "$limit" -le 0 ]; then
        result="the time was up"
    else
        GREN_TEST_DEVICE=$device on_ranks "$limit" "$n" "$build/$program" --gtest_color=no --gtest_filter="$filter" \
            >"$log/out" 2>&1 || code=$?
        if ended "$code"; then
            result="not done after $limit s"
        elif [ "$code" -ne 0 ]; then
            result=FAILED
            tail -40 "$log/out" >&2
        elif ! grep -q '\[  PASSED  \] [1-9]' "$log/out"; then
            result="nothing ran"
        fi
    fi
    printf '{"what": "check", "name": "%s", "ranks": %d, "result": "%s", "seconds": %d}\n' "$name" "$n" "$result" \
        "$((SECONDS - start))" >>"$out"
}

if [ "$device" = cuda ]; then
    check 1 graph_mpi_tests 'CudaKernels.*' cuda_kernels_test
    for n in 1 2 4; do check "$n" distributed_tests 'Nccl.*' nccl_test; done
    for n in 1 2; do check "$n" training_mpi_tests 'CapturedBackbone.*' captured_backbone_test; done
fi
# The first of each kind of variant, on every path, in float64; the whole equivalence test takes minutes. Ranks that share a GPU
# take turns of about 2 ms, so that one all-reduce of 4 ranks, 6 hops each of which may wait for 3 others, takes up to 36 ms: the
# thousands of collectives of all these tests would fill the 90 s. On 4 ranks half of the tests do; on 2 a hop waits for one.
few='variants/*/gren_*:variants/*/frozen_*:accumulated/*/gren_*'
some="$few:variants/*/cosine_*:small/*/two_equal_images_*"
[ -z "${DRY:-}" ] || few='small/*/two_images_*' some=$few
for n in 1 2; do check "$n" training_mpi_tests "$some" trainer_test; done
check 4 training_mpi_tests "$few" trainer_test
for n in 2 4; do check "$n" training_mpi_tests '*StepTraffic*' step_traffic_test; done

bench=("$build/gpu_bench" --device "$device" "${flags[@]}")
theirs=("$peer" bench/gpu_peer.py --device "$device" "${flags[@]}")
for precision in "${precisions[@]}"; do
    within 20 "step, $precision" 1 "${bench[@]}" --precision "$precision" --runs "$runs" --steps "${batches[@]}"
    within 20 "step of PyTorch eager, $precision" 1 "${theirs[@]}" --precision "$precision" --runs "$runs" --steps "${batches[@]}"
done
within 15 "step by CUDA graphs" 1 "${bench[@]}" --cuda-graph --runs "$runs" --steps "${batches[@]}"
within 15 "step without graph" 1 "${bench[@]}" --method baseline --runs "$runs" --steps "${batches[@]}"
within 15 "graph" 1 "${bench[@]}" "${features[@]}" --runs 3 --graphs "${nodes[@]}"
within 15 "graph by cdist" 1 "${theirs[@]}" "${features[@]}" --runs 3 --graphs "${nodes[@]}"
# Ranks that share a GPU take turns on it and pass what they send through the host, so that they divide the 16 images of one rank:
# memory and arithmetic stay those of one step of 16, and beside it each of 4 ranks sends 1.5 times the gradient's 94 MiB and its
# features. At 0.3 GiB/s a rank that is under a second a step; ten steps, and a start of four processes of 5 s.
for n in 2 4; do
    within 20 "step of $n ranks that share the GPU" "$n" "${bench[@]}" --share-gpu --runs "$(smaller "$runs" 5)" --steps $((shared / n))
done
# The last, since it takes the longest: on a slow CPU, in a dry run, more than it may.
within 60 "step of torch.compile, bf16" 1 "${theirs[@]}" --compile --runs "$runs" --steps "${compiled[@]}"

echo "JSON: $out"
"$peer" bench/gpu_table.py "$out"
