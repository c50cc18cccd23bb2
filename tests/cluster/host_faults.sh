#!/usr/bin/env bash
# host_faults.sh GREN [CELL...]: a fault of one host of three in mid-run, under launch/train. Each cell says how the job ended,
# how many seconds after the fault, and whether what goes on comes to the bytes of an unbroken run:
#     cell | ended with CODE after S s | bytes as unbroken | sentence
# Then "k of k"; the exit code is 0 if all are as they should be. Without cells: the short form; "all": every one.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source "$here/hosts.sh"
in_a_box "$here/host_faults.sh" "$@"
GREN=$(realpath "$1")
export GREN
disk_library=${DISK_LIBRARY:-$(dirname "$GREN")/tests/cluster/libgren_disk.so} # tests/fault/disk.c
shift
launch=$(realpath "$here/../../launch")
source "$here/../../launch/environment"
in_a_work_folder
make_hosts 3 "$work"
mkdir "$work/disk" # that all hosts share
cd "$work/disk"
source "$here/jobs_on_hosts.sh"
source "$here/host_fault_cells.sh"
source "$here/disk_fault_cells.sh"
all_cells=("${host_cells[@]}" "${disk_cells[@]}")

quietly() { "$@" >"$work/said" 2>&1 || { cat "$work/said" >&2 && exit 1; }; }
quietly "$GREN" phantom --out archive --images 24 --patients 12 --size 64
quietly "$GREN" prepare --archive archive --lung-masks archive/masks --out shards --size 64 --shard-size 4
options=(--batch-per-rank 2 --depth 18 --width 8 --threads 1 --checkpoint-every 5 --epochs $(($# > 0 ? 20 : 10)))
start_on node1 "node1:1 node2:1 node3:1" whole.out "$launch/train" --data shards "${options[@]}" --run whole
ended_in 100 || { cat "$work/whole.out" && exit 1; }

cells=("$@")
[ ${#cells[@]} -gt 0 ] || cells=(frozen late_names two_jobs)
[ "${cells[*]}" != all ] || cells=("${all_cells[@]}")
good=0
for cell in "${cells[@]}"; do
    declare -F "cell_$cell" >/dev/null || { echo "$cell: no such cell; expected some of: ${all_cells[*]}" >&2 && exit 2; }
    run=$cell expected='[1-9][0-9]*' limit=60 sentence='' note='' bytes='bytes as unbroken' rest=yes
    resume_on=(node1 "node1:1 node2:1 node3:1")
    "cell_$cell"
    judge "$cell" && good=$((good + 1))
done
echo "$good of ${#cells[@]}"
[ "$good" -eq ${#cells[@]} ]
