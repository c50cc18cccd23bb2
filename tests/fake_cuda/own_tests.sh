#!/usr/bin/env bash
# own_tests.sh FAKE PROGRAM: the fake's own tests, and that the checker finds the wrong order that one of them makes.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
fake=$1 program=$2
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
export OMP_NUM_THREADS=1 GREN_FAKE_CUDA_LOG="$logs/log"

# log FILTER: the log of these tests, which must pass
log() {
    "$fake" "$program" --gtest_filter="$1"
}
log '-Wrong.*'
python3 "$here/check_order.py" "$logs/log.0"
for wrong in reads_what_another_stream_writes gives_back_what_another_stream_reads; do
    log "Wrong.$wrong"
    if python3 "$here/check_order.py" "$logs/log.0" >"$logs/found"; then
        echo "check_order.py found nothing in Wrong.$wrong" >&2
        exit 1
    fi
    grep -q 'use the same memory in no order' "$logs/found"
done
