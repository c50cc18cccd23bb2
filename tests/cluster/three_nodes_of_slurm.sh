#!/usr/bin/env bash
# three_nodes_of_slurm.sh GREN: what a user of several nodes under Slurm relies on. srun's ranks are one world on all nodes; they
# train to the bytes of one host; when a node is lost, the job goes on by itself on the others, with the same graph.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source "$here/hosts.sh"
in_a_box "$here/three_nodes_of_slurm.sh" "$@"
export GREN GREN_SOURCE
GREN=$(realpath "$1")
GREN_SOURCE=$(realpath "$here/../..")
source "$GREN_SOURCE/launch/environment"
source "$here/slurm_hosts.sh"
source "$here/slurm_jobs.sh"
in_a_work_folder
start_slurm 3 "$work"
make_data

on "$login" srun --mpi=pmix --nodes=3 --ntasks-per-node=1 "$GREN" doctor --data shards >doctor.out 2>doctor.err ||
    fail "doctor: $(cat doctor.out doctor.err)"
for host in node1 node2 node3; do grep -q "^host $host: rank" doctor.out || fail "doctor does not name $host: $(cat doctor.out)"; done
echo "ok: one world of three nodes, $SECONDS s"

mpi_on "node1:6" "$GREN" train "${training[@]}" --batch-per-rank 2 --epochs 10 --run whole 2>whole.err || fail "one host: $(cat whole.err)"
same=$(submit --nodes=3 --ntasks-per-node=2 --cpus-per-task=1 "$GREN_SOURCE/slurm/train.sbatch" --run same --global-batch 12 "${training[@]}" --epochs 10)
until_job "$same" JobState COMPLETED 120
says "$same" "restart 0: 6 ranks of 1 cores on node\[1-3\]"
as_unbroken same whole 0
echo "ok: the bytes of one host, $SECONDS s"

lost=$(submit_elastic lost --epochs 10)
until_step "$lost" lost 7
lose node3
until_job "$lost" Restarts 1 120
until_job "$lost" JobState COMPLETED 120
says "$lost" "restart 0: 6 ranks of 1 cores on node\[1-3\]"
says "$lost" "restart 1: 4 ranks of 1 cores on node\[1-2\]"
says "$lost" "resume: after step"
as_unbroken lost whole 1e-6
echo "ok: a node lost, $SECONDS s"
