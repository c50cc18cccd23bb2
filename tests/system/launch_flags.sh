# Every option that the scripts in launch/ and slurm/ pass is one of the binary's: their own examples are run with stubs
# for Slurm and mpirun that write down what the binary would be given, and the binary is asked whether it knows it.
source "$(dirname "$0")/common.sh"
repository=$(cd "$(dirname "$0")/../.." && pwd)
export GREN
ln -s "$repository/launch" "$repository/slurm" .

mkdir stubs
# From the binary on, a command a line. What an evaluation leaves behind is there for gren ablate to find.
cat >stubs/srun <<'STUB'
#!/usr/bin/env bash
while [ "$1" != "$GREN" ]; do shift; done
echo "${@:2}" >>commands.txt
if [ "$2" = evaluate ]; then
    while [ "$1" != --run ]; do shift; done
    mkdir -p "$2"
    echo '{"about": {}, "mean_accuracy": {"0.5": 0.25}}' >"$2/evaluation.json"
fi
[ -z "${SAVES:-}" ] || { mkdir -p r/checkpoints && touch "r/checkpoints/$SAVES.safetensors"; }
exit "${RANKS_EXIT:-0}"
STUB
cp stubs/srun stubs/mpirun
cat >stubs/sbatch <<'STUB'
#!/usr/bin/env bash
while [[ $1 != *.sbatch ]]; do
    case $1 in --array=*) last=${1##*-} last=${last%\%*} ;; esac
    shift
done
export SLURM_SUBMIT_DIR=$PWD SLURM_JOB_ID=7 SLURM_JOB_NAME=job SLURM_CPUS_PER_TASK=3 SLURM_JOB_NODELIST=here SLURM_JOB_NUM_NODES=1
case $1 in
    *elastic*) export SLURM_JOB_NUM_NODES=3 SLURM_TASKS_PER_NODE="${TASKS:-2(x3)}" ;;
    *) export SLURM_NTASKS=2 ;;
esac
[ -n "${last:-}" ] || exec bash "$@"
for task in $(seq "$last"); do SLURM_ARRAY_TASK_ID=$task bash "$@" || exit; done
STUB
cat >stubs/scontrol <<'STUB'
#!/bin/sh
if [ "$1" = show ]; then echo "Requeue=1 Restarts=${RESTARTED:-0} BatchFlag=1"; else echo "$@" >>requeued.txt; fi
STUB
chmod +x stubs/*
PATH=$PWD/stubs:$PATH

known() { "$GREN" "$@" --help >/dev/null 2>unknown.txt; }
declare -A asked
# Commands that differ in the folders of their runs alone are asked for once.
all_known() {
    local words question
    while read -ra words; do
        question=$(sed -E 's| runs/[^ ]*| RUN|g' <<<"${words[*]}")
        [ -n "${asked[$question]:-}" ] || known "${words[@]}" || fail "$1: gren ${words[*]}: $(cat unknown.txt)"
        asked[$question]=yes
    done <commands.txt
}

# gren ablate itself runs, so there has to be a data set; what it starts is a stub.
"$GREN" phantom --out archive --images 60 --patients 20 --size 64 --annotated 0.8 >/dev/null
"$GREN" prepare --archive archive --lung-masks archive/masks --out shards --size 64 >/dev/null 2>&1

# The examples stand in comments and on the page, indented by four or five.
printf -- '--out a --size 512\n--out b --size 256\n' >sizes.list
examples=0
while IFS=: read -r file example; do
    : >commands.txt
    (eval "$example") >out.txt 2>&1 || fail "$file: $example: $(cat out.txt)"
    [ -s commands.txt ] || fail "$file: $example: never came to the binary"
    all_known "$file: $example"
    examples=$((examples + 1))
    cat commands.txt >>all.txt
done < <(grep -HE '^(#     |    )((GREN_[A-Z]+=[^ ]+ )?\./launch/(train|prepare)|sbatch) ' \
    launch/train launch/prepare slurm/*.sbatch slurm/README.md | sed -E 's/:#? +/:/')
[ "$examples" -ge 8 ] || fail "found $examples examples, expected at least 8"
for expected in 'train .*--resume auto' 'train .*--threads 3' 'prepare .*--resume' 'evaluate ' 'train .*--method=shuffle' \
    'prepare .*--size 256' 'train .*--device cuda --precision bf16 .*--threads 3'; do
    grep -qE -- "$expected" all.txt || fail "no script asks for '$expected': $(cat all.txt)"
done
echo "ok: $examples examples, $(wc -l <all.txt) commands"

# The same graph on any number of ranks: six on three nodes, or two on one.
graph_of() {
    : >commands.txt
    sbatch "$@" >out.txt 2>&1 || true
    grep -oE -- '--batch-per-rank.*' commands.txt || tail -n 1 out.txt
}
shared_out() { # EXPECTED WORDS...
    local expected=$1 found
    found=$(graph_of "${@:2}" --run r --data d)
    [[ $found =~ ^$expected$ ]] || fail "${*:2}: '$found', expected '$expected'"
}
for words in '--global-batch 24' '--global-batch=24 --batch-per-rank=64'; do
    # shellcheck disable=SC2086
    shared_out '--batch-per-rank 4 --accumulate 1' slurm/train_elastic.sbatch $words
done
shared_out '--batch-per-rank 12 --accumulate 1' slurm/train.sbatch --global-batch 24
shared_out '--batch-per-rank 4 --accumulate 3' slurm/train_gpu.sbatch --global-batch 24 --batch-per-rank 5
! grep -qE -- '--global-batch|--batch-per-rank 5' commands.txt || fail "beside what it says: $(cat commands.txt)"
shared_out 'job: --global-batch: found 20 images for 6 ranks, expected a number that the ranks divide.*' slurm/train_elastic.sbatch --global-batch 20
shared_out 'job: --global-batch: found .many., expected a number of images' slurm/train.sbatch --global-batch many
shared_out 'job: --batch-per-rank: found .0., expected a number of images' slurm/train.sbatch --global-batch 24 --batch-per-rank 0
shared_out 'job: --accumulate beside --global-batch: expected one of the two.*' slurm/train.sbatch --global-batch 24 --accumulate 2
shared_out 'job: found no --global-batch, expected .*' slurm/train_elastic.sbatch
SLURM_NTASKS=6 shared_out 'job: found --ntasks or --ntasks-per-node, expected neither.*' slurm/train_elastic.sbatch --global-batch 24
TASKS='2(x2),1' shared_out 'job: here: found nodes for 2\(x2\),1 ranks, expected the same number on each.*' slurm/train_elastic.sbatch --global-batch 24
SLURM_GPUS_ON_NODE=4 shared_out '--batch-per-rank 2 --accumulate 1' slurm/train_elastic.sbatch --global-batch 24
echo "ok: --global-batch"

methods=(slurm/ablation.sbatch launch/plans/methods.plan --data shards)
# The question can be answered with no, and what the user gives is not given twice.
known train --no-such-option && fail "gren train knows --no-such-option"
: >commands.txt
sbatch slurm/train.sbatch --run r --data d --resume=newest --threads 1 >out.txt 2>&1
grep -qx 'train --run r --data d --resume=newest --threads 1' commands.txt || fail "added to what was given: $(cat commands.txt)"
: >commands.txt
sbatch slurm/train_gpu.sbatch --run r --data d --device=cpu --precision tf32 >out.txt 2>&1
sbatch slurm/train_gpu.sbatch --run r --config c >out.txt 2>&1
! grep -E 'device cuda.*device=cpu|precision bf16' commands.txt || fail "added to what was given: $(cat commands.txt)"
: >commands.txt
sbatch --array=1-1 "${methods[@]}" --runs given --ranks 4 -- --threads 1 --lr 0.1 >out.txt 2>&1
grep -qE '^train --data shards --run given/baseline.*_lr-0.1_.* --threads 1 --lr 0.1 ' commands.txt || fail "given: $(cat commands.txt)"
grep -q -- '--batch-per-rank=1' commands.txt || fail "4 ranks of N = 4: $(cat commands.txt)"

# wrong PATTERN COMMAND...: fails with this sentence and without having asked for anything.
wrong() {
    : >commands.txt
    ! "${@:2}" >out.txt 2>&1 || fail "${*:2} went well: $(cat out.txt)"
    grep -qE -- "$1" out.txt || fail "${*:2} said '$(cat out.txt)', expected /$1/"
    [ ! -s commands.txt ] || fail "${*:2} started $(cat commands.txt)"
    echo "ok: $(tail -1 out.txt)"
}
wrong 'found no --run, expected --run DIR' sbatch slurm/train.sbatch --data d
wrong 'found no --out, expected --out DIR' sbatch slurm/prepare.sbatch --archive a
wrong 'nowhere.list: cannot be read' sbatch --array=1-1 slurm/prepare.sbatch nowhere.list
wrong 'not an array; submit with --array=1-' sbatch "${methods[@]}" --runs runs
wrong 'found no --runs, expected --runs DIR' sbatch --array=1-1 "${methods[@]}"
wrong '--only 20: expected 1 to 19' env SLURM_ARRAY_TASK_ID=20 sbatch "${methods[@]}" --runs runs
wrong 'nowhere.plan: cannot be read' sbatch --array=1-1 slurm/ablation.sbatch nowhere.plan --data shards --runs runs
wrong 'GREN_STARTER=flux: expected srun or mpirun' env GREN_STARTER=flux sbatch slurm/train.sbatch --run r
wrong 'nothing.*expected the binary' env GREN="$work/nothing" sbatch slurm/train.sbatch --run r
wrong 'holds 2 lines, found task 3' env SLURM_ARRAY_TASK_ID=3 sbatch slurm/prepare.sbatch sizes.list

# Exit code 75 is passed on, and a batch script that has nothing new to show does not requeue.
code=0
RANKS_EXIT=75 ./launch/train --run r >out.txt 2>&1 || code=$?
[ "$code" -eq 75 ] || fail "launch/train exits with $code where the ranks exit with 75"
RANKS_EXIT=75 sbatch slurm/train.sbatch --run r >out.txt 2>&1 && fail "train.sbatch went well where the ranks exit with 75"
[ ! -e requeued.txt ] || fail "requeued without progress: $(cat requeued.txt)"
# Only by the start that Slurm counts: one that was cut off while Slurm requeued the job leaves it alone.
RESTARTED=1 SAVES=a RANKS_EXIT=75 sbatch slurm/train.sbatch --run r >out.txt 2>&1 && fail "train.sbatch went well where the ranks exit with 75"
[ ! -e requeued.txt ] || fail "requeued by an earlier start: $(cat requeued.txt)"
SAVES=b RANKS_EXIT=75 sbatch slurm/train.sbatch --run r >out.txt 2>&1 && fail "train.sbatch went well where the ranks exit with 75"
grep -qx 'requeue 7' requeued.txt || fail "progress, and not requeued: $(cat out.txt)"
echo "launch flags ok"
