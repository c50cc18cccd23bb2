#!/usr/bin/env bash
# step_budget.sh FAKE GPU_BENCH RANKS MOST OPTIONS...: a step of ResNet-50 by default options makes at most MOST launches on every
# rank, copies nothing from pageable memory, and has the host wait once, for its report.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
fake=$1 bench=$2 ranks=$3 most=$4
shift 4
source "$here/../../launch/environment"
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
export OMP_NUM_THREADS=1 GREN_FAKE_CUDA_DEVICES="$ranks" GREN_FAKE_CUDA_LOG="$logs/log"
mpirun --oversubscribe --bind-to none -x GREN_FAKE_CUDA_DEVICES -x GREN_FAKE_CUDA_LOG -n "$ranks" \
    "$fake" "$bench" --device cuda --size 64 --runs 1 "$@" >"$logs/said" 2>&1 || { cat "$logs/said" >&2; exit 1; }
for log in "$logs"/log.*; do python3 "$here/count_launches.py" --most "$most" "$log"; done
