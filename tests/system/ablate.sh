# gren ablate: a plan that is killed and signalled in the middle comes to what an unbroken one comes to; what is finished
# is left alone; what is another run is refused; a failure does not stop the others.
source "$(dirname "$0")/common.sh"

"$GREN" phantom --out archive --images 24 --patients 12 --size 64 --annotated 0.8 >/dev/null
"$GREN" prepare --archive archive --lung-masks archive/masks --out set --size 64 >/dev/null 2>&1
cat >small.plan <<'PLAN'
participation = 0.5_0.8
fold   = 0 1
nodes  = 2
epochs = 2      # of some eight steps
lr     = 0.00002
checkpoint-every = 3
method = baseline gren
PLAN
tiny=(--depth 18 --head-width 16 --threads 1)
ablate() { "$GREN" ablate small.plan --data set --ranks 2 "$@"; }
# In the background this is gren itself, so that $! takes signals.
started() { exec "$GREN" ablate small.plan --data set --ranks 2 "$@"; }
name_of() { echo "$1_0.5_0.8_n2_depth-18_epochs-2_head-width-16_lr-2e-05_fold$2_seed1"; }
says() { grep -qE -- "$2" "$1" || fail "$1 does not say '$2': $(cat "$1")"; }

# What the list says of names, commands and steps.
ablate --list -- "${tiny[@]}" >list.txt
[ "$(grep -cv '^#' list.txt)" -eq 4 ] || fail "not four runs: $(cat list.txt)"
for expected in 1:baseline:0 2:gren:0 3:baseline:1 4:gren:1; do
    IFS=: read -r line method fold <<<"$expected"
    name=$(name_of "$method" "$fold")
    command="mpirun .* -n 2 [^ ]*gren train --data set --run RUNS/$name --split RUNS/splits/0.5_0.8_$fold.json --resume auto"
    sed -n "${line}p" list.txt | grep -qE "^$name  $command .*--method=$method" || fail "line $line: $(cat list.txt)"
done
train_images=0 steps=0
for fold in 0 1; do
    count=$("$GREN" split --data set --out lists --participation 0.5_0.8 --fold "$fold" | sed 's/.*: \([0-9]*\) train.*/\1/')
    train_images=$((train_images + 2 * 2 * count)) steps=$((steps + 2 * 2 * ((count + 1) / 2)))  # methods × epochs
done
says list.txt "^# runs: 4, finished: 0$"
says list.txt "^# steps: $steps, left: $steps$"
says list.txt "^# images through the network in training: $train_images, left: $train_images$"
ablate --list --json -- "${tiny[@]}" | python3 -c '
import json, sys
listed, lines = json.load(sys.stdin), [line.split("  ") for line in open("list.txt") if line[0] != "#"]
assert [[r["name"], " ".join(r["command"])] for r in listed["runs"]] == [[n, c.rstrip()] for n, c in lines], listed
assert listed["finished"] == 0 and listed["steps_left"] == sum(r["steps"] for r in listed["runs"]) == int(sys.argv[1]), listed
assert listed["images"] == listed["images_left"] == int(sys.argv[2]), listed' "$steps" "$train_images" || fail "--list --json is another list"
refused 2 "--json: found no --list" ablate --runs refused --json -- "${tiny[@]}"
"$GREN" ablate small.plan --list >bare.txt
says bare.txt "gren train --data DATA --run RUNS/baseline_"

ablate --runs whole -- "${tiny[@]}" >whole.txt 2>whole.err || fail "whole: $(cat whole.err)"
says whole.err "^run 4 of 4: $(name_of gren 1), ETA "
says whole.err "^run 4 of 4: $(name_of gren 1): T=0.5 [01]\.[0-9]{3}, T=0.7 "
says whole.txt "^group +runs +T\(IoU\)=0.5"
says whole.txt "^baseline_0.5_0.8_n2_[^ ]*  +2  [01]\.[0-9]{3} ± "
[ "$(wc -l <whole/ablation.csv)" -eq 5 ] || fail "ablation.csv: $(cat whole/ablation.csv)"
cmp lists/0.5_0.8_0.json whole/splits/0.5_0.8_0.json || fail "other lists than gren split's"
echo "ok: four runs, $SECONDS s"

# Killed, it takes the ranks along; signalled, it saves and says 75; started again it goes on.
started --runs broken -- "${tiny[@]}" >/dev/null 2>killed.err &
pid=$!
until_step "broken/$(name_of baseline 0)" 4
kill -KILL "$pid"
wait "$pid" 2>/dev/null || true
for _ in $(seq 600); do pgrep -f "train --data set --run broken/" >/dev/null || break; sleep 0.1; done
! pgrep -f "train --data set --run broken/" || fail "ranks outlive a killed gren ablate"
[ ! -e "broken/$(name_of baseline 0)/model.safetensors" ] || fail "the ranks of a killed gren ablate went on to their end"
started --runs broken -- "${tiny[@]}" >/dev/null 2>stopped.err &
pid=$!
until_step "broken/$(name_of gren 0)" 4
kill -TERM "$pid"
code=0
wait "$pid" || code=$?
[ "$code" -eq 75 ] || fail "after SIGTERM: exit code $code: $(cat stopped.err)"
says stopped.err "after step .*saved"
says stopped.err "^run 2 of 4: $(name_of gren 0): stopped by a signal"
[ ! -e "broken/$(name_of gren 0)/model.safetensors" ] || fail "a stopped run left a finished model"
ablate --runs broken --only 2 -- "${tiny[@]}" >/dev/null 2>only.err || fail "--only: $(cat only.err)"
says only.err 'resume: after step'
[ ! -e broken/ablation.csv ] || fail "--only collected"
ablate --runs broken --collect -- "${tiny[@]}" >part.txt 2>part.err
says part.err "^2 runs not finished and left out: $(name_of baseline 1), $(name_of gren 1)$"
[ "$(wc -l <broken/ablation.csv)" -eq 3 ] || fail "collected: $(cat broken/ablation.csv)"
code=0
flock broken/ablation.lock "$GREN" ablate small.plan --data set --ranks 2 --runs broken --collect -- "${tiny[@]}" >/dev/null 2>two.err || code=$?
[ "$code" -eq 3 ] || fail "two that collect at once: exit code $code: $(cat two.err)"
says two.err "broken/ablation.lock: another process is at work"
ablate --runs broken -- "${tiny[@]}" >broken.txt 2>again.err || fail "again: $(cat again.err)"
! grep -q 'run [12] of 4' again.err || fail "what was finished ran again: $(cat again.err)"
for method in baseline gren; do
    for fold in 0 1; do
        for file in model.safetensors evaluation.json; do
            cmp {whole,broken}/"$(name_of $method $fold)/$file" || fail "$method, fold $fold: other $file than unbroken"
        done
    done
done
cmp whole.txt broken.txt && cmp whole/ablation.csv broken/ablation.csv || fail "another table than unbroken"
ablate --runs broken --list -- "${tiny[@]}" >list.txt
says list.txt "^# steps: $steps, left: 0$"
echo "ok: killed, signalled and gone on, $SECONDS s"

# The result and the name do not depend on ranks that the plan leaves open: on one they are found finished.
"$GREN" ablate small.plan --data set --runs broken -- "${tiny[@]}" >alone.txt 2>alone.err || fail "alone: $(cat alone.err)"
cmp whole.txt alone.txt || fail "on one rank another table: $(cat alone.txt)"

# A folder that holds another run than its name says.
refusing() { refused 3 "$1" "$GREN" ablate small.plan --data "${2:-set}" --ranks 2 --runs broken -- "${tiny[@]}"; }
config=broken/$(name_of gren 0)/config.ini
cp "$config" config.ini
sed -i 's/^weight-decay = .*/weight-decay = 0.5/' "$config"
refusing "broken/$(name_of gren 0): holds another run than the plan's \(weight-decay 0.5, the plan's is 0.0001\)"
sed -i '/^weight-decay/d; s/^threads = .*/threads = 7/' "$config" # as before that option came; threads are no difference
ablate --runs broken --collect -- "${tiny[@]}" >/dev/null
cp config.ini "$config"
cp broken/{"$(name_of gren 1)","$(name_of gren 0)"}/split.json
refusing "holds another run than the plan's \(lists [0-9a-f]{64}, the plan's is [0-9a-f]{64}\)"
cp whole/"$(name_of gren 0)"/split.json broken/"$(name_of gren 0)"/
"$GREN" prepare --archive archive --lung-masks archive/masks --out opencv --size 64 --hash opencv >/dev/null 2>&1
refusing "holds another run than the plan's \(data set [0-9a-f]{64}, the plan's is [0-9a-f]{64}\)" opencv
echo '{' >broken/"$(name_of gren 1)"/evaluation.json
refusing "broken/$(name_of gren 1)/evaluation.json: is no evaluation; remove it"

# A run that fails is told, the others go on, and the exit code says so.
blocked=$(ablate --list -- "${tiny[@]}" --max-steps 0 | sed -n '1s/  .*//p')
mkdir -p failing/"$blocked"
touch failing/"$blocked"/something
code=0
ablate --runs failing -- "${tiny[@]}" --max-steps 0 >failing.txt 2>failing.err || code=$?
[ "$code" -eq 1 ] || fail "a failed run: exit code $code: $(cat failing.err)"
says failing.err "failing/$blocked: exists and is not an empty folder"
says failing.err "^$blocked: gren train ended with exit code 3$"
says failing.err "^1 run failed, see above; the same command tries again: $blocked$"
[ "$(wc -l <failing/ablation.csv)" -eq 4 ] || fail "the others: $(cat failing/ablation.csv)"
echo "ok: a failure, $SECONDS s"

# Hashes are told apart by their data sets.
printf 'participation = 0.5_0.8\nhash = dct32-median opencv\n' >hash.plan
"$GREN" ablate hash.plan --data set --data opencv --list >hashes.txt
says hashes.txt '^gren_0.5_0.8_n4_fold0_seed1  .* --data set '
says hashes.txt '^gren_0.5_0.8_n4_opencv_fold0_seed1  .* --data opencv '

# bad input
plan() { printf "$1" >bad.plan; }
bad() { plan "$1"; refused 2 "$2" "$GREN" ablate bad.plan --data set --runs r; }
bad 'participation = 0.5_0.8\nlamda-intra = 1\n' "bad.plan:2: unknown axis 'lamda-intra', did you mean 'lambda-intra'"
bad 'participation = 0.5_0.8\nmethod = gern\n' "bad.plan:2: --method gern: expected one of"
bad 'participation = 0.5_0.8\nlr = fast\n' "bad.plan:2: .*fast"
bad 'participation = 0.9_0.9\n' "bad.plan:1: participation = 0.9_0.9: expected"
bad 'fold = 0\n' "bad.plan:1: found none, expected participation"
bad 'participation = 0.5_0.8\nlr = 1\nlr = 2\n' "bad.plan:3: axis 'lr' is there already, in line 2"
bad 'participation = 0.5_0.8\nnodes = 3\nranks = 2\n' "bad.plan:2: found nodes 3 on 2 ranks"
bad '# nothing\n' "bad.plan:1: holds no axis"
bad 'just words\n' "bad.plan:1: found 'just words', expected"
bad 'participation = 0.5_0.8\nhash = released\n' "bad.plan:2: hash = released: no --data has these hashes \(found dct32-median in set\)"
refused 2 "nowhere.plan: cannot be read" "$GREN" ablate nowhere.plan --data set --runs r
refused 2 "found no --data or no --runs" "$GREN" ablate small.plan --data set
refused 2 "--only 5: expected 1 to 4, the runs of small.plan" "$GREN" ablate small.plan --data set --runs r --only 5
refused 2 "--launcher mpirun: expected words" "$GREN" ablate small.plan --data set --runs r --launcher mpirun
refused 2 "after --: --split: expected options" "$GREN" ablate small.plan --data set --runs r -- --split x
refused 2 "after --: unknown option '--no-such'" "$GREN" ablate small.plan --data set --runs r -- --no-such
OMPI_MCA_orte_launch=1 refused 2 "was started by mpirun; start it alone" "$GREN" ablate small.plan --data set --runs r
refused 3 "nowhere/dataset.json" "$GREN" ablate small.plan --data nowhere --runs r
plan 'participation = official\n'
refused 3 "set/splits/official_0.json: is not there, .*gren split --data set --participation official" "$GREN" ablate bad.plan --data set --runs r
plan 'participation = 0.5_0.8\nnodes = 4096\n'
refused 3 "gren_0.5_0.8_n4096_fold0_seed1: a global batch of 4096 images is larger" "$GREN" ablate bad.plan --data set --runs r
[ ! -e r ] || fail "a refused plan left $(ls r)"
echo "ablate ok"
