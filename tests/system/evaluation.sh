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
"$GREN" inspect zones | grep -q 'right middle zone' || fail "inspect does not name the zones"
ranks 2 "$GREN" train --data zones --depth 18 --head-width 16 --threads 1 --batch-per-rank 2 --max-steps 2 --run zoned
"$GREN" evaluate --data zones --run zoned --overlays 0 --bootstrap 20 --threads 1 >/dev/null
refused 2 'regions thirds divides lungs' "$GREN" prepare --archive archive --out unzoned --regions thirds
refused 2 'regions lobes needs masks' "$GREN" prepare --archive archive --out unzoned --regions lobes --chexmask x.csv
refused 2 'regions halves: expected lungs, thirds or lobes' "$GREN" prepare --archive archive --out unzoned --regions halves --lung-masks archive/masks
echo "evaluation ok"
