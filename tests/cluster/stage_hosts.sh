#!/usr/bin/env bash
# stage_hosts.sh GREN: --stage on three hosts, each with a disk of its own: a copy a host, the bytes of a run without, nothing
# left; a host whose disk is too small is named, and no other keeps anything, however slow its disk is: mpirun would end its
# rank within seconds.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source "$here/hosts.sh"
in_a_box "$here/stage_hosts.sh" "$@"
GREN=$(realpath "$1")
source "$here/../../launch/environment"
in_a_work_folder
make_hosts 3 "$work"
"$GREN" phantom --out archive --images 24 --patients 12 --size 64 >/dev/null
"$GREN" prepare --archive archive --lung-masks archive/masks --out shards --size 64 --shard-size 8 >/dev/null 2>&1
mkdir scratch
for n in 1 2 3; do on "node$n" mount -t tmpfs -o size=8m none "$work/scratch"; done
left() { for n in 1 2 3; do on "node$n" find "$work/scratch" -mindepth 1; done; }

train=("$GREN" train --data shards --batch-per-rank 2 --depth 18 --width 8 --threads 1 --max-steps 4)
mpi_on "node1:2 node2:1 node3:1" "${train[@]}" --run without 2>err || { cat err; fail "without a stage"; }
mpi_on "node1:2 node2:1 node3:1" "${train[@]}" --run staged --stage scratch 2>err || { cat err; fail "with a stage"; }
cmp without/model.safetensors staged/model.safetensors || fail "other bytes from the copies"
for n in 1 2 3; do
    [ "$(grep -cE "^node$n: staged 3 shards, [0-9.]+ MiB in [0-9.]+ s into scratch/gren-stage-" err)" = 1 ] ||
        { cat err; fail "no word of node$n"; }
done
[ -z "$(left)" ] || fail "left $(left)"

on node3 mount -o remount,size=1m "$work/scratch"
disk_library=${DISK_LIBRARY:-$(dirname "$GREN")/tests/cluster/libgren_disk.so} # tests/fault/disk.c
echo "LD_PRELOAD=$disk_library GREN_DISK=$work/scratch GREN_DISK_FAULTS=slow=10" >node2.env
code=0
mpi_on "node1:2 node2:1 node3:1" "${train[@]}" --run small --stage scratch 2>err || code=$?
[ "$code" -eq 3 ] || { cat err; fail "a disk that is too small: exit code $code, expected 3"; }
grep -qE "node3: --stage scratch: has [0-9.]+ MiB of room, expected [0-9.]+ MiB for the shards" err || { cat err; fail "node3 is not named"; }
[ -z "$(left)" ] || fail "left $(left)"
[ ! -e small ] || fail "a refused start left $(find small)"
echo "three hosts staged each its own copy; one that had no room was named, and nothing is left"
