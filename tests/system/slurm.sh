# The batch scripts on a real Slurm, started here: jobs that are requeued or signalled end with an unbroken run's bytes.
source "$(dirname "$0")/common.sh"
source "$(dirname "$0")/one_machine_slurm.sh"
trap 'end_slurm; rm -rf "$work"' EXIT
export GREN_SOURCE GREN OMPI_MCA_btl=self,vader
GREN_SOURCE=$(cd "$(dirname "$0")/../.." && pwd)
start_slurm

"$GREN" phantom --out archive --images 48 --patients 16 --size 96 --annotated 0.8 >/dev/null
"$GREN" prepare --archive archive --lung-masks archive/masks --out set --size 64 --shard-size 16 >/dev/null 2>&1
small=(--depth 18 --head-width 16 --lr 0.00002 --threads 1 --batch-per-rank 1 --checkpoint-every 3)

# Two worlds of one rank each would have no edge between ranks.
srun --mpi=pmix -n 2 "$GREN" train --data set --run world "${small[@]}" --max-steps 0 2>world.txt ||
    fail "srun: $(cat world.txt)"
grep -q '(1 between ranks)' world.txt || fail "srun --mpi=pmix -n 2 did not make one world of 2 ranks: $(cat world.txt)"

# submit SCRIPT ARGUMENTS...: its number, once accepted. Two cores may be shared by several jobs of this test.
submit() {
    local script=$1
    shift
    sbatch --parsable --cpus-per-task=1 --ntasks-per-node=2 --time=5 "${array[@]}" "$GREN_SOURCE/slurm/$script" "$@"
}
array=()
state_of() { scontrol show job "$1" 2>/dev/null | sed -n 's/^ *JobState=\([A-Z_]*\).*/\1/p' | sort -u | tr '\n' ' '; }
finished() {  # JOB LOG...
    local job=$1 state=
    shift
    for _ in $(seq 300); do
        state=$(state_of "$job")
        case $state in
            "COMPLETED ") return ;;
            *FAILED* | *TIMEOUT* | *CANCELLED*) break ;;
        esac
        sleep 0.2
    done
    fail "job $job is $state, expected COMPLETED: $(cat "$@" 2>&1)"
}
until_step() {
    for _ in $(seq 300); do
        [ "$(cat "$1/metrics.jsonl" 2>/dev/null | wc -l)" -ge "$2" ] && return
        sleep 0.1
    done
    fail "$1 never came to step $2: $(cat ./*.out)"
}
same_as_whole() {
    cmp whole/model.safetensors "$1/model.safetensors" || fail "$1 ends with other weights than an unbroken run"
}

whole=$(submit train.sbatch --run whole --data set "${small[@]}" --epochs 2)
finished "$whole" "gren-train-$whole.out"
grep -q "gren-train $whole, restart 0: 2 ranks of 1 cores" "gren-train-$whole.out" || fail "$(cat "gren-train-$whole.out")"
echo "ok: train.sbatch, unbroken, ${SECONDS} s"

# Back to the queue in mid-run, by hand or by a preemption: the ranks save, and the next start goes on by itself.
requeued=$(submit train.sbatch --run requeued --data set "${small[@]}" --epochs 2)
until_step requeued 4
scontrol requeue "$requeued"
log=gren-train-$requeued.out
finished "$requeued" "$log"
grep -q "gren-train $requeued, restart 1:" "$log" || fail "no word of a restart: $(cat "$log")"
grep -q 'resume: after step' "$log" || fail "the second start did not go on: $(cat "$log")"
same_as_whole requeued
echo "ok: scontrol requeue, $SECONDS s"

# What --signal=USR1@... does before a time limit: the ranks save and leave with 75, the script requeues itself.
signalled=$(submit train.sbatch --run signalled --data set "${small[@]}" --epochs 2)
until_step signalled 4
scancel --signal=USR1 "$signalled"
log=gren-train-$signalled.out
finished "$signalled" "$log"
grep -q 'SIGUSR1 after step .*saved' "$log" || fail "no word of the signal: $(cat "$log")"
grep -q '== requeued: signalled holds more' "$log" || fail "the script did not requeue itself: $(cat "$log")"
grep -q "gren-train $signalled, restart 1:" "$log" || fail "no word of a restart: $(cat "$log")"
same_as_whole signalled
echo "ok: USR1, $SECONDS s"
