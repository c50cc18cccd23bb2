#!/usr/bin/env bash
# slurm_faults.sh GREN [CELL...]: faults of a job on three nodes of Slurm, in mid-run. Each cell says how the job ended, how many
# seconds after the fault, and whether the run came to the weights of an unbroken one (on fewer nodes to rounding):
#     cell | ended with CODE after S s | bytes as unbroken, or within 1e-06 | sentence
# Then "k of k"; the exit code is 0 if all are as they should be. Without cells, or with "all": every one.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source "$here/hosts.sh"
in_a_box "$here/slurm_faults.sh" "$@"
export GREN GREN_SOURCE
GREN=$(realpath "$1")
shift
GREN_SOURCE=$(realpath "$here/../..")
fault=${FAULT:-$(dirname "$GREN")/tests/system/libgren_fault.so} # tests/fault/fault.c
source "$GREN_SOURCE/launch/environment"
source "$here/slurm_hosts.sh"
source "$here/slurm_jobs.sh"
source "$here/slurm_fault_cells.sh"
in_a_work_folder
start_slurm 3 "$work"
make_data
mpi_on "node1:6" "$GREN" train "${training[@]}" --batch-per-rank 2 --epochs 10 --run whole 2>whole.err || fail "one host: $(cat whole.err)"

# struck CELL: prints its line, or fails with a sentence.
struck() {
    local cell=$1 job again words=() partition='' binary=$GREN restarts=1 expected_nodes=2 most='' ends=COMPLETED sentence='' from=7 since ended
    ! declare -F "before_$cell" >/dev/null || "before_$cell"
    [ "$restarts" -gt 0 ] || expected_nodes=3
    job=$(GREN=$binary submit_elastic "$cell" --epochs 10 "${words[@]}")
    until_step "$job" "$cell" "$from"
    since=$SECONDS
    "$cell"
    [ "$restarts" -eq 0 ] || [ "$ends" != COMPLETED ] || until_job "$job" Restarts 1 200
    ended=$((SECONDS - since))
    until_job "$job" JobState "$ends" 200
    local code
    code=$(of_job "$job" ExitCode)
    if [ "$ends" = FAILED ]; then
        again=$(submit_elastic "$cell" --epochs 10)
        ended=$((SECONDS - since))
        until_job "$again" JobState COMPLETED 200
        set -- "ended with ${code%:*} after $ended s, submitted again"
    elif [ "$restarts" -eq 0 ]; then
        set -- "ended with ${code%:*} after $((SECONDS - since)) s, not interrupted"
    else
        set -- "ended with ${code%:*} after $((SECONDS - since)) s, requeued after $ended s"
    fi
    says "${again:-$job}" "restart $([ "$ends" = FAILED ] && echo 0 || echo "$restarts"): $((2 * expected_nodes)) ranks"
    [ -z "$sentence" ] || says "$job" "$sentence"
    [ -n "$most" ] || most=$([ "$expected_nodes" -eq 3 ] && echo 0 || echo 1e-6)
    as_unbroken "$cell" whole "$most" >/dev/null
    echo "$cell | $1, on $expected_nodes nodes | $([ "$most" = 0 ] && echo bytes as unbroken || echo "within $most") |" \
        "$(sed -n -E "/${sentence:-^$}/{s/(.{140}).*/\1/;p;q}" "$(log_of "$job")")"
}

# All nodes as at first.
healed() {
    local n
    on "$login" scancel --user=root 2>/dev/null || true
    write_slurm_conf 6
    [ -e "/proc/$(controller)" ] || start_controller
    on "$login" scontrol reconfigure || true
    for n in node1 node2 node3; do
        restore "$n"
        pgrep -f "$work" | while read -r process; do # ranks that nobody could reach
            [ ! "/proc/$process/ns/uts" -ef "/proc/$(process_of "$n")/ns/uts" ] || ! grep -q gren "/proc/$process/comm" || kill -KILL "$process"
        done
        [ -e "/proc/$(slurmd_of "$n")" ] || start_node "$n"
    done
    for _ in $(seq 60); do
        for n in node1 node2 node3; do on "$login" scontrol update nodename="$n" state=resume 2>/dev/null || true; done
        [ "$(on "$login" sinfo --noheader --format=%T 2>/dev/null)" != idle ] || return 0
        sleep 1
    done
    fail "the nodes do not come back: $(on "$login" sinfo)"
}

cells=("$@")
[ $# -gt 0 ] && [ "$*" != all ] || cells=("${slurm_cells[@]}")
good=0
for cell in "${cells[@]}"; do
    declare -F "$cell" >/dev/null || { echo "$cell: no such cell; expected some of: ${slurm_cells[*]}" >&2 && exit 2; }
    if (struck "$cell") 2>"$work/failed"; then
        good=$((good + 1))
    else
        echo "$cell | NOT GOOD | | $(grep -m 1 FAILED "$work/failed" | head -c 200)"
        cat "$work/failed" >&2
    fi
    healed >/dev/null 2>>"$work/failed" || fail "$cell: $(cat "$work/failed")"
done
echo "$good of ${#cells[@]}"
[ "$good" -eq ${#cells[@]} ]
