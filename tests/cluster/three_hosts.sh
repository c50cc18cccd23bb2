#!/usr/bin/env bash
# three_hosts.sh GREN: what a user of several hosts relies on. doctor sees them; 4 ranks give the same bytes on one host and
# on two, and on three, and so do evaluations; a host that is cut off ends the job within a minute with a sentence, and the run
# goes on to the bytes of an unbroken one.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source "$here/hosts.sh"
in_a_box "$here/three_hosts.sh" "$@"
GREN=$(realpath "$1")
source "$here/../../launch/environment"
source "$here/../../launch/options"
source "$here/../../launch/lost_hosts"
in_a_work_folder
make_hosts 3 "$work"

"$GREN" phantom --out archive --images 40 --patients 20 --size 64 >said 2>&1 || { cat said; fail "cannot make the data set"; }
mpi_on "node1:1 node2:1 node3:1" "$GREN" prepare --archive archive --lung-masks archive/masks --out shards --size 64 >said 2>&1 || { cat said; fail "cannot make the data set"; }
"$GREN" prepare --archive archive --lung-masks archive/masks --out alone --size 64 >said 2>&1 || { cat said; fail "cannot make the data set"; }
cmp shards/dataset.json alone/dataset.json || fail "shards of three hosts differ from those of one process"

mpi_on "node1:2 node2:1 node3:1" "$GREN" doctor --data shards >doctor.out 2>/dev/null
for host in node1 node2 node3; do grep -q "$host" doctor.out || fail "doctor does not name $host"; done

train=("$GREN" train --data shards --batch-per-rank 2 --depth 18 --width 8 --threads 1)
mpi_on "node1:4" "${train[@]}" --epochs 6 --run one 2>one.err || { cat one.err; fail "one host"; }
mpi_on "node1:2 node2:2" "${train[@]}" --epochs 6 --run two 2>two.err || { cat two.err; fail "two hosts"; }
mpi_on "node1:2 node2:1 node3:1" "${train[@]}" --epochs 6 --run three 2>three.err || { cat three.err; fail "three hosts"; }
for run in two three; do
    cmp one/model.safetensors $run/model.safetensors || fail "4 ranks on $run hosts end with other bytes than on one"
done

mpi_on "node1:2 node2:1 node3:1" "$GREN" evaluate --data shards --run three --bootstrap 50 --overlays 0 >said 2>&1 || { cat said; fail "evaluate on three hosts"; }
"$GREN" evaluate --data shards --run one --bootstrap 50 --overlays 0 >said 2>&1 || { cat said; fail "evaluate"; }
for file in boxes.csv predictions.json ground_truth.json; do
    cmp "one/$file" "three/$file" || fail "evaluate on three hosts writes another $file than one process"
done

# Cut off in mid-run.
longer=("${train[@]}" --epochs 25 --run broken --checkpoint-every 5 --timeout 10 --resume auto)
(lost_hosts_are_noticed "${longer[@]}" && mpi_on "node1:2 node2:1 node3:1" "${longer[@]}") 2>broken.err &
job=$!
until [ -e broken/metrics.jsonl ] && [ "$(wc -l <broken/metrics.jsonl)" -gt 6 ]; do
    kill -0 "$job" 2>/dev/null || { cat broken.err; fail "the job ended before it was cut"; }
    sleep 0.1
done
cut node3
start=$SECONDS code=0
( sleep 120; kill -KILL "$job" 2>/dev/null ) &
guard=$!
wait "$job" || code=$?
kill "$guard" 2>/dev/null || true
took=$((SECONDS - start))
[ "$code" -ne 0 ] || fail "a job whose host was cut off ended with 0"
[ "$took" -le 60 ] || { cat broken.err; fail "mpirun ended $took s after a host was cut off, expected at most 60"; }
restore node3
mpi_on "node1:2 node2:1 node3:1" "${longer[@]}" 2>again.err || { cat again.err; fail "the run does not go on"; }
mpi_on "node1:4" "${train[@]}" --epochs 25 --run whole 2>/dev/null
cmp broken/model.safetensors whole/model.safetensors || fail "the run that went on ends with other bytes"
grep -q node3 broken.err || { cat broken.err; fail "nothing names the host that was cut off"; }
echo "a host cut off: ended with $code after $took s, and the run went on to the bytes of an unbroken one"
