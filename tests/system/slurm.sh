# The batch scripts on a real Slurm, started here: jobs that are requeued or signalled end with an unbroken run's bytes.
source "$(dirname "$0")/common.sh"
source "$(dirname "$0")/one_machine_slurm.sh"
trap 'end_slurm; rm -rf "$work"' EXIT
export GREN_SOURCE GREN OMPI_MCA_btl=self,vader
GREN_SOURCE=$(cd "$(dirname "$0")/../.." && pwd)
start_slurm

"$GREN" phantom --out archive --images 48 --patients 16 --size 96 --annotated 0.8 >/dev/null
"$GREN" prepare --archive archive --lung-masks archive/masks --out set --size 64 --shard-size 16 >/dev/null 2>&1
small=(--depth 18 --head-width 16 --lr 0.00002 --epochs 1 --threads 1 --batch-per-rank 1 --checkpoint-every 3)
ablated=(--depth 18 --head-width 16 --lr 0.00002 --threads 1 --max-steps 2)

# Two worlds of one rank each would have no edge between ranks.
srun --mpi=pmix -n 2 "$GREN" train --data set --run world "${small[@]}" --max-steps 0 2>world.txt ||
    fail "srun: $(cat world.txt)"
grep -q '(1 between ranks)' world.txt || fail "srun --mpi=pmix -n 2 made no world of 2 ranks: $(cat world.txt)"
echo "ok: srun --mpi=pmix, $SECONDS s"

# submit SCRIPT ARGUMENTS...: says its number.
submit() { sbatch --parsable --ntasks-per-node=2 --cpus-per-task=1 --time=5 "$GREN_SOURCE/slurm/$1" "${@:2}"; }
submit_two() { SBATCH_ARRAY_INX=1-2 submit "$@"; }
train() { submit train.sbatch --run "$1" --data set "${small[@]}"; }

# ends_as STATE JOB LOGS: all its tasks; LOGS is a pattern, since no log is there yet.
ends_as() {
    local expected=$1 job=$2 state=
    for _ in $(seq 600); do
        state=$(scontrol show job "$job" | sed -n 's/^ *JobState=\([A-Z_]*\).*/\1/p' | sort -u)
        [ "$state" = "$expected" ] && return
        case $state in *COMPLETED | *FAILED* | *TIMEOUT* | *CANCELLED*) break ;; esac
        sleep 0.2
    done
    fail "job $job is $state, expected $expected: $(cat $3 2>&1)"
}
says() { grep -qE -- "$2" "$1" || fail "$1 does not say '$2': $(cat "$1")"; }

# went_on JOB RUN: in one log, by itself, to the bytes of the unbroken run.
went_on() {
    local log=gren-train-$1.out
    ends_as COMPLETED "$1" "$log"
    says "$log" "gren-train $1, restart 0: 2 ranks of 1 cores"
    says "$log" "gren-train $1, restart 1: 2 ranks of 1 cores"
    says "$log" 'resume: after step'
    same_as_whole "$2"
}

whole=$(train whole)
ends_as COMPLETED "$whole" "gren-train-$whole.out"
says "gren-train-$whole.out" "trained: whole/model.safetensors"
echo "ok: unbroken, $SECONDS s"

requeued=$(train requeued)
until_step requeued 4
scontrol requeue "$requeued"
# Meanwhile what --signal=USR1@... does before a time limit: the ranks leave with 75 and the script requeues the job.
signalled=$(train signalled)
until_step signalled 4
scancel --signal=USR1 "$signalled"
went_on "$requeued" requeued
went_on "$signalled" signalled
says "gren-train-$signalled.out" 'SIGUSR1 after step .*saved'
says "gren-train-$signalled.out" 'requeued: signalled holds more'
echo "ok: scontrol requeue and USR1, $SECONDS s"

# A start that saves nothing is not requeued, or it would go round for ever.
printf '#!/bin/sh\nexit 75\n' >stopped
chmod +x stopped
round=$(GREN=$work/stopped train round)
ends_as FAILED "$round" "gren-train-$round.out"
says "gren-train-$round.out" 'round: found nothing new when a signal or a lost node ended the ranks.*not requeued; raise --time'
echo "ok: no round without progress, $SECONDS s"

# On GPUs each rank sees both of the node's, with two cores, and is told to compute there in bf16.
cat >on_gpus <<'STUB'
#!/bin/sh
echo "rank $SLURM_PROCID, of its node $SLURM_LOCALID, $SLURM_CPUS_PER_TASK cores, GPUs $CUDA_VISIBLE_DEVICES, $SLURM_DISTRIBUTION: $*" >>ranks.txt
STUB
chmod +x on_gpus
gpus=$(GREN=$work/on_gpus sbatch --parsable --gpus-per-node=2 --ntasks-per-node=2 --cpus-per-task=2 --time=5 \
    "$GREN_SOURCE/slurm/train_gpu.sbatch" --run gpus --data set)
ends_as COMPLETED "$gpus" "gren-train-$gpus.out"
for rank in 0 1; do
    says ranks.txt "^rank $rank, of its node $rank, 2 cores, GPUs 0,1, block:block: train .*--device cuda --precision bf16 "
done
echo "ok: GPUs, $SECONDS s"

printf '# two sizes\n--out sets/48 --size 48\n\n--out sets/32 --size 32\n' >sizes.list
prepared=$(submit_two prepare.sbatch sizes.list --archive archive --lung-masks archive/masks)
printf 'participation = 0.5_0.8\nnodes = 2\nmethod = intra const\n' >methods.plan
compared=$(submit_two ablation.sbatch methods.plan --data set --runs runs -- "${ablated[@]}")
ends_as COMPLETED "$prepared" "gren-prepare-*.out"
ends_as COMPLETED "$compared" "gren-ablation-*.out"
[ "$(find . -name 'gren-prepare-[0-9]*.out' | wc -l)" -eq 2 ] || fail "expected a log of each task: $(ls)"
for size in 48 32; do "$GREN" inspect --data sets/$size --verify >inspected.txt || fail "sets/$size: $(cat inspected.txt)"; done
for task in 1:intra 2:const; do
    run=$(echo runs/"${task#*:}"_*)
    says "gren-ablation-${compared}_${task%:*}.out" "evaluated: $run/evaluation.json"
    says "$run/config.ini" "method = ${task#*:}"
    [ -s "$run/evaluation.json" ] || fail "$run was not evaluated"
done
echo "ok: arrays, $SECONDS s"
