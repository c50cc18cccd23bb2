# bench/gpu.sh on programs that are stubs: what is not done in its time is a row of the tables, and what follows still runs.
source "$(dirname "$0")/common.sh"
repository=$(cd "$(dirname "$0")/../.." && pwd)

mkdir build
# Tests on 4 ranks and steps on 2 of them hang, and do not end when told to.
cat >build/training_mpi_tests <<'STUB'
#!/usr/bin/env bash
[ "$OMPI_COMM_WORLD_SIZE" -lt 4 ] || { trap '' TERM; while :; do sleep 0.1; done; }
echo "[  PASSED  ] 1 test."
STUB
cat >build/gpu_bench <<'STUB'
#!/usr/bin/env bash
ranks=${OMPI_COMM_WORLD_SIZE:-1}
[ "$ranks" -ne 2 ] || { trap '' TERM; while :; do sleep 0.1; done; }
while [ $# -gt 1 ] && [ "$1" != --steps ]; do shift; done
[ "${OMPI_COMM_WORLD_RANK:-0}" -gt 0 ] || [ "$1" != --steps ] ||
    echo "{\"what\": \"step\", \"who\": \"gren\", \"precision\": \"bf16\", \"method\": \"gren\", \"size\": 64, \"cuda_graph\": false," \
        "\"images_per_rank\": $2, \"median_seconds\": 0.5, \"p95_seconds\": 0.5, \"peak_gib\": 0, \"sent_bytes\": 1048576, \"ranks\": $ranks}"
STUB
printf '#!/bin/sh\necho "gren 0"\n' >build/gren
printf '#!/bin/sh\ncase $1 in *gpu_table.py) exec python3 "$@" ;; esac\n' >peer
chmod +x build/* peer

code=0
DRY=1 CHECK_SECONDS=2 MEASURE_SECONDS=1 GREN_CUDA_BUILD=$work/build PEER_PYTHON=$work/peer OUT=$work/results.jsonl PATH=$(dirname "$MPIRUN"):$PATH \
    "$repository/bench/gpu.sh" >tables.txt 2>err.txt || code=$?
[ "$code" -eq 1 ] || fail "bench/gpu.sh ends with $code where a check was not done, expected 1: $(cat err.txt tables.txt)"
says() { grep -qE -- "$1" tables.txt || fail "expected /$1/: $(cat tables.txt err.txt)"; }
says '^ *trainer_test +2 +passed '
says '^ *trainer_test +4 +not done after 2 s '
says '^ *step_traffic_test +4 +not done after 2 s '
says '^ *4 +1 +0.5000 +1.0$'  # ranks, images a rank, s, MiB
says '^ *step of 2 ranks that share the GPU +not done after 3 s$'
! pgrep -f "$work/build" >left.txt || fail "left behind: $(cat left.txt)"
echo "gpu script ok"
