# gren evaluate: every file of it, for any number of ranks; what it says where there is nothing to measure.
here=$(cd "$(dirname "$0")" && pwd)
source "$here/common.sh"

"$GREN" phantom --out archive --images 48 --patients 16 --size 96 --annotated 0.8 >/dev/null
# Of some films neither age nor sex is known.
awk -F, -v OFS=, 'NR % 7 == 3 { $5 = "" } NR % 5 == 3 { $6 = "" } 1' archive/Data_Entry_2017_v2020.csv >entries.csv
mv entries.csv archive/Data_Entry_2017_v2020.csv
"$GREN" prepare --archive archive --lung-masks archive/masks --out one --size 64 --shard-size 16 >/dev/null
"$GREN" split --data one --participation 1.0_0.4 --fold 0  # tests more images than fit one batch
ranks 2 "$GREN" train --data one --split one/splits/1.0_0.4_0.json --depth 18 --head-width 16 --lr 0.00002 --epochs 1 \
    --threads 1 --batch-per-rank 2 --max-steps 2 --run run2

# The same bytes of every file for any number of ranks and threads, and again.
"$GREN" evaluate --data one --run run2 --overlays 0 --bootstrap 200 --threads 1 | tee table1.txt
mkdir kept && for file in evaluation.json boxes.csv predictions.json ground_truth.json; do mv run2/$file kept/; done
for n in 1 2 3; do
    ranks $n "$GREN" evaluate --data one --run run2 --overlays 2 --bootstrap 200 --threads $n >table2.txt
    for file in kept/*; do cmp $file run2/${file#*/} || fail "$file depends on the number of ranks: $n"; done
    cmp table1.txt table2.txt || fail "the table depends on the number of ranks: $n"
done
[ "$(ls run2/overlays | wc -l)" -eq 2 ] || fail "overlays: $(ls run2/overlays)"
grep -q '^mean' table1.txt || fail "no table"
[ "$(wc -L <table1.txt)" -le 120 ] || fail "the table is wider than 120 columns"
"$GREN" evaluate --data one --run run2 --overlays 0 --bootstrap 200 --threads 1 --json >printed.json
cmp printed.json kept/evaluation.json || fail "--json prints something else than evaluation.json"
"$GREN" evaluate --data one --run run2 --overlays 0 --bootstrap 200 --bootstrap-seed 2 --threads 1 >/dev/null
cmp -s run2/evaluation.json kept/evaluation.json && fail "--bootstrap-seed changes nothing"
cmp run2/boxes.csv kept/boxes.csv || fail "--bootstrap-seed changes the boxes"
for file in boxes.csv predictions.json ground_truth.json; do
    grep -q "\"$file\": \"$(sha256sum <kept/$file | cut -d' ' -f1)\"" kept/evaluation.json || fail "evaluation.json has another digest of $file"
done
for about in '"participation": "1.0_0.4"' '"fold": 0' '"patients_on_both_sides": 0' '"nodes": 4' '"ranks": 2' '"lr": "2e-05"'; do
    grep -q "$about" kept/evaluation.json || fail "evaluation.json lacks $about: $(head -60 kept/evaluation.json)"
done

# By group of films, as another program counts them.
python3 "$here/check_groups.py" run2 archive one/splits/1.0_0.4_0.json || fail "groups are counted otherwise"
grep -q '^sex unknown ' table1.txt && grep -q '^known of no film: site$' table1.txt || fail "no groups: $(cat table1.txt)"

# Thresholds are chosen on the validation list, never on tested images, and used by the next evaluation.
refused 3 'found no validation image' "$GREN" evaluate --data one --run run2 --choose-thresholds --threads 1
grep -q '^Thresholds: none are chosen' table1.txt || fail "no word of missing thresholds: $(cat table1.txt)"
"$GREN" split --data one --participation 70_10_20 --fold 0 >/dev/null
lists=one/splits/70_10_20_0.json
"$GREN" train --data one --split $lists --depth 18 --head-width 16 --lr 0.0002 --threads 1 --batch-per-rank 4 --max-steps 4 --run chosen
for n in 1 2; do
    ranks $n "$GREN" evaluate --data one --run chosen --choose-thresholds --threads $n | tee thresholds$n.txt
    cp chosen/thresholds.json thresholds$n.json
    [ ! -e chosen/evaluation.json ] || fail "choosing thresholds tests"
done
cmp thresholds1.json thresholds2.json || fail "thresholds depend on the number of ranks"
[ "$(grep -cE '^ +"score": -?[0-9]' thresholds1.json)" -ge 1 ] || fail "no class has a threshold: $(cat thresholds1.txt)"
"$GREN" evaluate --data one --run chosen --overlays 0 --bootstrap 50 --threads 1 >chosen.txt
[ "$(wc -L <chosen.txt)" -le 120 ] || fail "the table is wider than 120 columns"
grep -q '^At thresholds chosen by Youden' chosen.txt || fail "no thresholds used: $(cat chosen.txt)"
grep -q '"without_operating_points": null' chosen/evaluation.json || fail "no operating points"
# The tested films' findings turned round, all others as they were: the same thresholds.
python3 - archive turned_round $lists <<'END'
import csv, json, pathlib, shutil, sys
archive, other, tested = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), set(json.load(open(sys.argv[3]))["test"])
shutil.copytree(archive, other)
rows = list(csv.reader(open(archive / "Data_Entry_2017_v2020.csv")))
for row in rows[1:]:
    if row[0] in tested:
        row[1] = "Mass" if row[1] == "No Finding" else "No Finding"
csv.writer(open(other / "Data_Entry_2017_v2020.csv", "w"), lineterminator="\n").writerows(rows)
boxes = (archive / "BBox_List_2017.csv").read_text().splitlines()
kept = [line for line in boxes if line.split(",")[0] not in tested]
(other / "BBox_List_2017.csv").write_text("\n".join(kept) + "\n")
END
cmp -s archive/Data_Entry_2017_v2020.csv turned_round/Data_Entry_2017_v2020.csv && fail "no finding was turned round"
"$GREN" prepare --archive turned_round --lung-masks archive/masks --out other_labels --size 64 --shard-size 16 >/dev/null
refused 2 'choose-thresholds: chosen was trained on the data set' "$GREN" evaluate --data other_labels --run chosen --choose-thresholds
"$GREN" evaluate --data other_labels --run chosen --choose-thresholds --force --threads 1 >/dev/null
cmp <(grep -v '"dataset"' chosen/thresholds.json) <(grep -v '"dataset"' thresholds1.json) || fail "tested labels change thresholds"
# Lists whose validation images are tested by the run, or trained it.
for list in test train; do
    python3 -c 'import json, sys
lists = json.load(open(sys.argv[1]))
lists["validation"], lists["test"] = (lists["test"], []) if sys.argv[2] == "test" else (lists["train"], lists["test"])
lists["train"] = lists["boxed"] = [] if sys.argv[2] == "train" else lists["train"]
print(json.dumps(lists))' $lists $list >leaking_$list.json
done
refused 3 'are tested by the run.s own lists' "$GREN" evaluate --data one --run chosen --choose-thresholds --split leaking_test.json
refused 3 'trained the run' "$GREN" evaluate --data one --run chosen --choose-thresholds --split leaking_train.json
refused 2 "out elsewhere.*no --choose-thresholds" "$GREN" evaluate --data one --run chosen --choose-thresholds --out elsewhere
refused 2 "no --choose-thresholds beside it" "$GREN" evaluate --data one --run chosen --choose-thresholds --json
# Where a tested image chose them, or the weights are others, they are left out, and it is said.
cp thresholds1.json chosen/thresholds.json
python3 -c 'import json, sys
lists = json.load(open(sys.argv[1]))
lists["validation"], lists["test"] = [], lists["validation"]
print(json.dumps(lists))' $lists >same.json
"$GREN" evaluate --data one --run chosen --split same.json --out same --overlays 0 --bootstrap 20 --threads 1 >same.txt
grep -q '^Thresholds: thresholds.json was chosen on [0-9]* of the images tested' same.txt || fail "its own images: $(cat same.txt)"
cp thresholds1.json run2/thresholds.json
"$GREN" evaluate --data one --run run2 --out weights --overlays 0 --bootstrap 20 --threads 1 >weights.txt
grep -q '^Thresholds: thresholds.json is of other weights' weights.txt || fail "other weights: $(cat weights.txt)"
sed -i 's/"images": \[/"images": ["x.png",/' run2/thresholds.json
refused 3 'thresholds.json: .*choose-thresholds again' "$GREN" evaluate --data one --run run2 --out weights --threads 1
rm run2/thresholds.json

# The controls: a random map and the mean box of the training list, which is of another data set elsewhere.
grep -qE '^  random map +0\.[0-9]{3}' table1.txt && grep -qE '^  mean box +0\.[0-9]{3}' table1.txt || fail "no controls: $(cat table1.txt)"
grep -q '"without_mean_box": null' kept/evaluation.json || fail "no mean box, though boxes train"

# Where no tested image has a box there is AUC only, and it is said.
cp -r archive boxless && sed -i '2,$d' boxless/BBox_List_2017.csv
"$GREN" prepare --archive boxless --lung-masks boxless/masks --out boxless_set --size 64 --shard-size 16 >/dev/null
"$GREN" evaluate --data boxless_set --run run2 --out elsewhere --overlays 2 --bootstrap 20 --threads 1 >boxless.txt
grep -q 'the images tested have no box, so there is AUC only' boxless.txt || fail "no word of missing boxes: $(cat boxless.txt)"
grep -q '"patients_on_both_sides": null' elsewhere/evaluation.json || fail "another data set's patients were compared"
grep -q '"without_mean_box": "the run trained on another data set"' elsewhere/evaluation.json || fail "a mean box of another data set"
grep -q '^By group: means' boxless.txt || fail "no groups where there is no box: $(cat boxless.txt)"
[ "$(wc -l <elsewhere/boxes.csv)" -eq 1 ] || fail "boxes without boxes: $(cat elsewhere/boxes.csv)"

# Nothing is written over figures of something else, unless told to.
digests() { find "$1" -type f | sort | xargs sha256sum; }
digests run2 >before.txt
refused 2 'run2: was trained on the data set .* found --data with the digest' "$GREN" evaluate --data boxless_set --run run2 --threads 1
"$GREN" split --data one --participation 1.0_0.0 --fold 0
refused 2 'run2: holds an evaluation of another test list' \
    "$GREN" evaluate --data one --run run2 --split one/splits/1.0_0.0_0.json --threads 1
refused 2 'elsewhere: holds an evaluation of another data set' "$GREN" evaluate --data one --run run2 --out elsewhere --threads 1
"$GREN" evaluate --data one --run run2 --split one/splits/1.0_0.0_0.json --out unannotated --overlays 0 --bootstrap 20 --threads 1 >more.txt
grep -q 'mean box: of the class' more.txt || fail "the mean box is of the list that is tested, not that trained: $(cat more.txt)"
cp -r run2 run3
refused 2 "run3: is another run's folder" "$GREN" evaluate --data one --run run2 --out run3 --threads 1
digests run2 | cmp - before.txt || fail "a refused evaluation wrote something"
"$GREN" evaluate --data boxless_set --run run3 --force --overlays 0 --bootstrap 20 --threads 1 >/dev/null
cmp -s run3/evaluation.json run2/evaluation.json && fail "--force wrote nothing"

# Tested on what trained it, and two images: warnings at the head, no interval that a single patient makes.
"$GREN" train --data boxless_set --depth 18 --head-width 16 --threads 1 --batch-per-rank 2 --max-steps 1 --method baseline --run whole
"$GREN" evaluate --data boxless_set --run whole --overlays 0 --bootstrap 20 --threads 1 --json >/dev/null 2>whole.txt
grep -q 'WARNING: 16 of the 16 patients tested have images in training' whole.txt || fail "no warning: $(cat whole.txt)"
python3 - one/splits/1.0_0.4_0.json run2/boxes.csv <<'END' >two.json
import csv, json, sys
split = json.load(open(sys.argv[1]))
split["test"] = sorted({row["image"] for row in csv.DictReader(open(sys.argv[2]))})[:2]
print(json.dumps(split))
END
"$GREN" evaluate --data one --run run2 --split two.json --out two --overlays 0 --bootstrap 50 --threads 1 >two.txt
grep -qE '^WARNING: [0-9] boxes of [12] patients? tested' two.txt || fail "no warning of two boxes: $(cat two.txt)"
grep -qE '1\.00-1\.00' two.txt && fail "an interval of one patient: $(cat two.txt)"
# Films aligned by their lungs: measured where they were and where they are; the two frames are not mixed.
"$GREN" prepare --archive archive --lung-masks archive/masks --out aligned --size 64 --shard-size 16 --align lungs >aligned.txt
grep -qE '^not aligned: ' aligned.txt || fail "no word of films that were not aligned: $(cat aligned.txt)"
"$GREN" inspect aligned --verify >inspected.txt
grep -q 'lungs: png:masks, films aligned by them' inspected.txt || fail "inspect does not tell: $(cat inspected.txt)"
"$GREN" train --data aligned --depth 18 --head-width 16 --threads 1 --batch-per-rank 4 --max-steps 2 --method cia --run turned
"$GREN" evaluate --data aligned --run turned --overlays 2 --bootstrap 20 --threads 1 >turned.txt
grep -q '^mean, aligned  ' turned.txt || fail "no figures of the aligned frame: $(cat turned.txt)"
grep -q '"mean_accuracy_in_aligned_frame"' turned/evaluation.json || fail "evaluation.json lacks the aligned frame"
grep -q 'aligned_frame' run2/evaluation.json && fail "an aligned frame of films that are not aligned"
refused 3 'one: its films are not aligned, those that the run was trained on were' "$GREN" evaluate --data one --run turned --threads 1
refused 3 'aligned: its films are aligned by their lungs, those' "$GREN" evaluate --data aligned --run run2 --out other --threads 1
refused 2 'trained on films aligned by their lungs, and single images are not' "$GREN" predict --run turned --out p archive/images/00000001_000.png
refused 2 'align lungs needs lungs' "$GREN" prepare --archive archive --out unaligned --align lungs
refused 2 'align hearts' "$GREN" prepare --archive archive --lung-masks archive/masks --out unaligned --align hearts

# Zones of the lungs train and are refused without lungs.
"$GREN" prepare --archive archive --lung-masks archive/masks --out zones --size 64 --shard-size 16 --regions thirds >/dev/null
"$GREN" inspect zones | grep 'right middle zone' >/dev/null || fail "inspect does not name the zones"
ranks 2 "$GREN" train --data zones --depth 18 --head-width 16 --threads 1 --batch-per-rank 2 --max-steps 2 --run zoned
"$GREN" evaluate --data zones --run zoned --overlays 0 --bootstrap 20 --threads 1 >/dev/null
refused 2 'regions thirds divides lungs' "$GREN" prepare --archive archive --out unzoned --regions thirds
refused 2 'regions lobes needs masks' "$GREN" prepare --archive archive --out unzoned --regions lobes --chexmask x.csv
refused 2 'regions halves: expected lungs, thirds or lobes' "$GREN" prepare --archive archive --out unzoned --regions halves --lung-masks archive/masks
echo "evaluation ok"
