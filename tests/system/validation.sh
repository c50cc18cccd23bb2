# train --evaluate-every: the run is the same to the byte, the figures are gren evaluate's, each epoch's stand once also when
# the run is stopped or killed while they are made; methods with needs of their own; what is missing is said, or refused.
here=$(realpath "$(dirname "$0")")
source "$here/common.sh"

"$GREN" phantom --out archive --images 144 --patients 48 --size 256 --annotated 0.8 --healthy 0.4 >/dev/null
"$GREN" prepare --archive archive --lung-masks archive/masks --out set --size 64 >/dev/null 2>&1
"$GREN" split --data set --participation 70_10_20 >/dev/null 2>&1
# Sixteen films train; `lists` validates on the others, in four rounds of two ranks; `few` on 28; `tests` has these as test list.
python3 - <<'END'
import json
lists = json.load(open("set/splits/70_10_20_0.json"))
others = sorted(lists["train"][16:] + lists["validation"] + lists["test"])
lists["train"] = lists["train"][:16]
lists["boxed"] = [name for name in lists["boxed"] if name in lists["train"]]
for name, validation in ("lists", others[:112]), ("few", others[:28]):
    lists["validation"], lists["test"] = validation, []
    json.dump(lists, open(f"{name}.json", "w"))
    lists["validation"], lists["test"] = [], validation
    json.dump(lists, open(f"{name}_as_tests.json", "w"))
END
small=(--data set --depth 18 --width 8 --head-width 16 --lr 0.0005 --epochs 2 --threads 1)
two=("${small[@]}" --split lists.json --batch-per-rank 2)
ranks 2 "$GREN" train "${two[@]}" --run whole 2>/dev/null
ranks 2 "$GREN" train "${two[@]}" --run validated --evaluate-every 1 2>said.txt
grep -qE '^validation after epoch 1/2 112/112 .* in .*T\(IoU\)=0\.5 [0-9.]+ over [0-9]+ boxes, AUC [0-9.]+ over [0-9]+ of [0-9]+ classes' said.txt ||
    fail "says nothing of the validation: $(cat said.txt)"

# In a terminal the line of progress bears the newest step's loss and the last validation.
python3 "$here/in_terminal.py" INT never 1 "$GREN" train "${small[@]}" --split lists.json --batch-per-rank 4 --run shown --evaluate-every 1 >shown.txt ||
    fail "in a terminal: $(cat shown.txt)"
grep -aqE 'train [5-8]/8 \([0-9]+ %\) [^ ]+/s ETA .* epoch 2/2 loss [0-9.]+ .*img/s validation: T\(0\.5\) [0-9.]+ AUC [0-9.]+' shown.txt ||
    fail "the line of progress: $(cat shown.txt)"
grep -aqE 'train 8/8 \(100 %\) [^ ]+/s in .* epoch 2/2 loss [0-9.]+ ' shown.txt || fail "the last line of progress: $(cat shown.txt)"

# same_steps RUN: weights and steps are those of `whole`, and each epoch's validation is there once, with the same figures.
same_steps() {
    cmp whole/model.safetensors "$1/model.safetensors" || fail "$1 ends with other weights"
    python3 - "$1" <<'END' || fail "the metrics of $1"
import json, sys
def read(run):
    lines = [json.loads(line) for line in open(f"{run}/metrics.jsonl")]
    for line in lines:
        for name in [n for n in line if n.endswith("seconds") or n.endswith("per_second")]: del line[name]
        # A start's second step has messages more, by which the reducer puts its buckets in order.
        if sys.argv[1] != "validated": line.pop("bytes", 0), line.pop("traffic", 0)
        if "validation" in line: del line["validation"]["seconds"]
    return lines
steps = [line for line in read(sys.argv[1]) if "validation" not in line]
assert steps == read("whole"), steps
places = [(line["step"], line["epoch"]) for line in read(sys.argv[1]) if "validation" in line]
assert places == [(3, 0), (7, 1)], places
assert read(sys.argv[1]) == read("validated"), read(sys.argv[1])
END
}
same_steps validated

# same_figures RUN EPOCH EVALUATION: of the validation behind an epoch, those of an evaluation.json.
same_figures() {
    python3 - "$@" <<'END' || fail "the figures of $1 are not those of gren evaluate"
import json, sys
run, epoch, file = sys.argv[1:]
found = next(v["validation"] for v in map(json.loads, open(f"{run}/metrics.jsonl")) if "validation" in v and v["epoch"] == int(epoch))
other = json.load(open(file))
for name in ("images", "boxes", "mean_auc"): assert found[name] == other[name], (name, found[name], other[name])
for t, mean in other["mean_accuracy"].items(): assert found[f"mean_accuracy_{t}"] == mean, (t, found, other["mean_accuracy"])
assert set(found["classes"]) == set(other["classes"])
for name, one in other["classes"].items():
    seen = found["classes"][name]
    assert {n: seen[n] for n in ("boxes", "positives", "negatives", "auc")} == {n: one[n] for n in ("boxes", "positives", "negatives", "auc")}, seen
    assert seen["accuracy_0.5"] == (one["correct"]["0.5"] / one["boxes"] if one["boxes"] else None), seen
END
}
evaluated() { "$GREN" evaluate --data set --run "$1" --split "${2:-lists}_as_tests.json" --out "$1.evaluation" --bootstrap 0 --overlays 0 --threads 2 >/dev/null 2>&1; }
evaluated validated && same_figures validated 1 validated.evaluation/evaluation.json
ranks 2 "$GREN" train "${two[@]}" --max-steps 4 --run first 2>/dev/null
evaluated first && same_figures validated 0 first.evaluation/evaluation.json

# A finished run that is started again has nothing left to measure.
ranks 2 "$GREN" train "${two[@]}" --run validated --resume newest --evaluate-every 1 2>/dev/null
same_steps validated

# Made again on another number of ranks, the last epoch's validation is the same.
for n in 1 4; do
    cp -r validated "on$n" && sed -i '$d' "on$n/metrics.jsonl"
    ranks $n "$GREN" train "${small[@]}" --split lists.json --batch-per-rank $((4 / n)) --run "on$n" --resume newest --evaluate-every 1 2>/dev/null
    same_figures "on$n" 1 validated.evaluation/evaluation.json
done
# An older run gets the validation that it owes, and no other.
cp -r whole owing
"$GREN" train "${small[@]}" --split lists.json --batch-per-rank 4 --run owing --resume newest --evaluate-every 1 2>/dev/null
[ "$(grep -c '"validation"' owing/metrics.jsonl)" -eq 1 ] || fail "validations: $(grep '"validation"' owing/metrics.jsonl)"
same_figures owing 1 validated.evaluation/evaluation.json

# Stopped and killed while the first epoch's validation is made.
for how in USR1 KILL; do
    (exec "$MPIRUN" --oversubscribe --bind-to none -n 2 "$GREN" train "${two[@]}" --run "at_$how" --resume auto --evaluate-every 1) 2>stopped.txt &
    pid=$!
    until [ -e at_$how/checkpoints/step_000000004.safetensors ] || [ ! -e /proc/$pid ]; do :; done
    if [ $how = KILL ]; then kill -KILL "$(tr ' ' '\n' <<<"$(cat /proc/$pid/task/*/children)" | head -1)"; else kill -USR1 $pid; fi
    code=0
    wait $pid || code=$?
    [ "$(wc -l <at_$how/metrics.jsonl)" -eq 4 ] || fail "$how came too late for the first validation: $(cat at_$how/metrics.jsonl)"
    if [ $how = USR1 ]; then
        [ $code -eq 75 ] || fail "after SIGUSR1 in a validation: exit code $code: $(cat stopped.txt)"
        grep -q 'SIGUSR1 after step 4 of 8: saved' stopped.txt || fail "no word of the signal: $(cat stopped.txt)"
    fi
    ranks 2 "$GREN" train "${two[@]}" --run "at_$how" --resume auto --evaluate-every 1 2>again.txt || fail "$(cat again.txt)"
    grep -q 'resume: after step 4' again.txt || fail "$how: the first epoch was lost: $(cat again.txt)"
    same_steps "at_$how"
done

# Methods that look at lungs, companions or stages, boxes as answers, statistics of each rank's own.
for method in attention cia zhou cen cam pylon li; do
    "$GREN" train "${small[@]}" --split few.json --batch-per-rank 4 --method $method --max-steps 1 --run $method --evaluate-every 1 2>log.txt || fail "$method: $(cat log.txt)"
    evaluated $method few && same_figures $method 0 $method.evaluation/evaluation.json
    echo "ok: $method"
done
# Companions drawn as gren evaluate draws them, whatever the run's own seed.
"$GREN" train "${small[@]}" --split few.json --batch-per-rank 4 --method cia --pairing random --seed 3 --max-steps 1 --run drawn --evaluate-every 1 2>/dev/null
evaluated drawn few && same_figures drawn 0 drawn.evaluation/evaluation.json
ranks 2 "$GREN" train "${small[@]}" --split few.json --batch-per-rank 2 --batch-norm local --max-steps 2 --run local --evaluate-every 1 2>/dev/null
evaluated local few && same_figures local 0 local.evaluation/evaluation.json

# Nothing to measure is said, not counted as 0.
python3 - <<'END'
import csv, json
boxed = {row[0] for row in csv.reader(open("archive/BBox_List_2017.csv"))}
lists = json.load(open("few.json"))
lists["validation"] = [name for name in lists["validation"] if name not in boxed][:1]
json.dump(lists, open("one.json", "w"))
lists["validation"] = []
json.dump(lists, open("none.json", "w"))
END
"$GREN" train "${small[@]}" --split one.json --batch-per-rank 4 --max-steps 1 --run one --evaluate-every 1 2>said.txt
grep -q 'no T(IoU), for no validation image has a box; no AUC, for no class is both present and absent' said.txt || fail "says: $(cat said.txt)"
grep -qE '"images":1,"boxes":0,"mean_accuracy_0.1":null,.*"mean_auc":null,.*"without":"no T' one/metrics.jsonl || fail "$(cat one/metrics.jsonl)"
refused 3 'none.json: found no validation image, expected some for --evaluate-every' \
    "$GREN" train "${small[@]}" --split none.json --run never --evaluate-every 1
refused 2 '--evaluate-every 1: expected 0 unless --split' "$GREN" train "${small[@]}" --run never --evaluate-every 1
refused 2 '--evaluate-every -1: expected 0 or more' "$GREN" train "${small[@]}" --split few.json --run never --evaluate-every -1
for participation in all 0.5_0.8; do
    printf 'participation = %s\nnodes = 4\nmethod = baseline\n' $participation >small.plan
    refused 2 "--evaluate-every 1: expected 0 with participation = $participation, whose lists have no validation image" \
        "$GREN" ablate small.plan --data set --runs never --list -- --depth 18 --evaluate-every 1
done
printf 'participation = 70_10_20\nnodes = 4\nmethod = baseline\n' >small.plan
"$GREN" ablate small.plan --data set --list -- --depth 18 --evaluate-every 1 >list.txt
grep -q -- '--evaluate-every 1 ' list.txt || fail "ablate does not pass it on: $(cat list.txt)"
[ ! -e never ] || fail "a refused start left its folder"
