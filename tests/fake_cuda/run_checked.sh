#!/usr/bin/env bash
# run_checked.sh FAKE RANKS PROGRAM ARGUMENTS...: a program of tests on fake GPUs, then the order of what its ranks did.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
fake=$1 ranks=$2
shift 2
source "$here/../../launch/environment"
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
export OMP_NUM_THREADS=1 GREN_TEST_DEVICE=cuda GREN_FAKE_CUDA_LOG="$logs/log"
mpirun --oversubscribe --bind-to none -x GREN_FAKE_CUDA_LOG -n "$ranks" "$fake" "$@"
[ "$(find "$logs" -type f | wc -l)" -eq "$ranks" ]
# Every communicator is left in order, none aborted.
for log in "$logs"/log.*; do
    [ "$(cut -f2 "$log" | grep -c '^nccl_begin$')" -eq "$(cut -f2 "$log" | grep -c '^nccl_end$')" ]
done
python3 "$here/check_order.py" "$logs"/log.*
