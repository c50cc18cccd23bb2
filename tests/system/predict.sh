# gren predict: what it takes, what it writes, that its numbers are evaluate's, and what a bad film costs.
source "$(dirname "$0")/common.sh"

"$GREN" phantom --out archive --images 100 --patients 40 --size 96 --annotated 0.8 >/dev/null
"$GREN" prepare --archive archive --lung-masks archive/masks --out set --size 64 >/dev/null 2>&1
"$GREN" train --data set --depth 18 --width 16 --head-width 32 --output-stride 16 --lr 0.0005 --warm-up 5 --clip-norm 50 \
    --threads 1 --batch-per-rank 4 --max-steps 30 --run run >/dev/null 2>&1

# The same films in the same order: the same bytes as an evaluation's regions, the same digits as its scores.
"$GREN" evaluate --data set --run run --overlays 0 --bootstrap 0 --threads 1 >/dev/null 2>&1
"$GREN" predict --run run --out found --threads 1 archive/images >found.txt 2>found.err || fail "$(cat found.err)"
cmp run/predictions.json found/predictions.json || fail "predict's regions are not evaluate's"
python3 - <<'PYTHON' || fail "scores.csv, images.json: $(head -3 found/scores.csv)"
import csv, json, os, struct
rows = list(csv.DictReader(open("found/scores.csv")))
boxes = list(csv.DictReader(open("run/boxes.csv")))
assert len(rows) == 100 and list(rows[0])[:2] == ["image", "Atelectasis"] and len(rows[0]) == 29, rows[0]
by_name = {os.path.basename(row["image"]): row for row in rows}
assert len(boxes) > 20
for box in boxes:
    row = by_name[box["image"]]
    assert box["probability"] == row[box["class"]] and box["score"] == row[box["class"] + " score"], (box, row)
images = json.load(open("found/images.json"))
assert [image["file_name"] for image in images["images"]] == [row["image"] for row in rows]
assert all(image["width"] == image["height"] == 96 for image in images["images"])
names = [category["name"] for category in images["categories"]]
regions = json.load(open("found/predictions.json"))
assert len(regions) > 20, len(regions)
for region in regions:
    film = images["images"][region["image_id"] - 1]
    name, picture = names[region["category_id"] - 1], os.path.basename(film["file_name"])
    assert float(by_name[picture][name]) == region["probability"]
    assert os.path.exists(f"found/overlays/{name}/{picture}") == (region["probability"] > 0.5), (name, picture)
drawn = sum(len(files) for _, _, files in os.walk("found/overlays"))
assert drawn == sum(region["probability"] > 0.5 for region in regions) > 0
assert sorted(os.listdir("found/sheets")) == sorted(by_name)
assert struct.unpack(">I", open("found/sheets/" + picture, "rb").read()[16:20]) == (1024,)
PYTHON
[ "$(wc -l <found.txt)" -eq 100 ] || fail "not a line a film: $(head -3 found.txt)"
grep -q '^predict 100/100' found.err || fail "no progress: $(cat found.err)"

# For any number of threads; a film alone has the numbers that it has among others, to rounding.
"$GREN" predict --run run --out found3 --threads 3 --no-pictures archive/images >/dev/null 2>&1
[ "$(ls found3)" = "$(printf '%s\n' images.json predictions.json scores.csv unreadable.csv)" ] || fail "--no-pictures: $(ls found3)"
for file in images.json predictions.json scores.csv unreadable.csv; do cmp found/$file found3/$file || fail "$file depends on the threads"; done
first=$(sed -n 13p found/scores.csv | cut -d, -f1)
"$GREN" predict --run run --out alone --no-pictures "$first" >/dev/null 2>&1
python3 - <<'PYTHON' || fail "a film alone: $(cat alone/scores.csv)"
import csv
alone, = csv.DictReader(open("alone/scores.csv"))
row = list(csv.DictReader(open("found/scores.csv")))[11]
assert alone["image"] == row["image"]
for name in list(row)[1:]:
    assert abs(float(alone[name]) - float(row[name])) <= 1e-6 * max(1, abs(float(row[name]))), (name, alone[name], row[name])
PYTHON

# The region's cut: with a lower one every class has a region, drawn of those that are named; with a higher one fewer have;
# scores stay.
"$GREN" predict --run run --out low --region-above 1e-9 "$first" >/dev/null 2>&1
[ "$(grep -c image_id low/predictions.json)" -eq 14 ] || fail "--region-above 1e-9: $(cut -c1-200 low/predictions.json)"
named=$(python3 -c 'import json; print(sum(r["probability"] > 0.5 for r in json.load(open("low/predictions.json"))))')
drawn=$(find low/overlays -type f | wc -l)
[ "$drawn" -eq "$named" ] && [ "$drawn" -lt 14 ] || fail "overlays of a low cut: $(find low/overlays -type f)"
"$GREN" predict --run run --out high --region-above 0.9999999 --no-pictures archive/images >/dev/null 2>&1
[ "$(grep -c image_id high/predictions.json)" -lt "$(grep -c image_id found/predictions.json)" ] || fail "--region-above 0.9999999 changes nothing"
cmp found/scores.csv high/scores.csv || fail "--region-above changes scores"

# 100 films, 3 of them spoilt: 97 rows, the three named and counted, and exit code 3.
cp -r archive/images hundred
spoilt=($(ls hundred | sed -n '5p;50p;100p'))
head -c 700 "hundred/${spoilt[0]}" >cut && mv cut "hundred/${spoilt[0]}"
: >"hundred/${spoilt[1]}"
echo "no picture" >"hundred/${spoilt[2]}"
echo "not a film" >hundred/notes.txt
code=0
"$GREN" predict --run run --out some --no-pictures hundred >some.txt 2>some.err || code=$?
[ $code -eq 3 ] && [ "$(wc -l <some/scores.csv)" -eq 98 ] && [ "$(wc -l <some.txt)" -eq 97 ] || fail "exit code $code: $(cat some.err)"
grep -q '^3 of 100 films could not be read; unreadable.csv names them' some.err || fail "not counted: $(cat some.err)"
for name in "${spoilt[@]}"; do
    grep -q "^gren predict: hundred/$name" some.err && grep -q "^hundred/$name," some/unreadable.csv || fail "$name is not named: $(cat some.err)"
done
[ "$(wc -l <some/unreadable.csv)" -eq 4 ] || fail "unreadable.csv: $(cat some/unreadable.csv)"

# Names: a list (Windows' line ends), standard input, files and folders, each film once.
printf '%s\r\n\r\n%s\n' "$first" archive/images/nowhere.png >list.txt
code=0
echo "./archive/../$first" | "$GREN" predict --run run --out listed --list list.txt - "$first" >listed.txt 2>listed.err || code=$?
[ $code -eq 3 ] && [ "$(wc -l <listed/scores.csv)" -eq 2 ] || fail "exit code $code: $(cat listed.err)"
grep -q '^2 films were asked for more than once and are taken once' listed.err || fail "repeated films: $(cat listed.err)"
grep -q '^archive/images/nowhere.png,' listed/unreadable.csv || fail "nowhere.png: $(cat listed/unreadable.csv)"
mkdir p q && cp "$first" p/x.png && cp "$first" q/x.png && cp "$first" q/x.jpg # a film is what its bytes say
"$GREN" predict --run run --out both p q >/dev/null 2>&1
[ "$(ls both/sheets | xargs)" = "p_x.png q_x.png.png x.jpg.png" ] || fail "sheets of equal names: $(ls both/sheets)"

# Thresholds: the run's own where they were chosen, said; one for all where asked for; not those of other weights.
grep -q 'named from a probability of 0.5 on; gren evaluate --choose-thresholds' found.err || fail "no word of thresholds: $(cat found.err)"
python3 - found/scores.csv <<'PYTHON' || fail "no thresholds made"
import csv, hashlib, json, shutil, sys
rows = list(csv.DictReader(open(sys.argv[1])))
shutil.copytree("run", "chosen")
names = [name for name in list(rows[0])[1:] if not name.endswith(" score")]
scores = {name: sorted(float(row[name + " score"]) for row in rows) for name in names}
classes = {name: {"score": scores[name][70], "probability": 0, "positives": 5, "negatives": 5, "without": None} for name in names}
classes[names[1]] = {"score": None, "probability": None, "positives": 0, "negatives": 5, "without": "no positives"}
images = ["a.png"]
document = {"format": "gren-thresholds", "version": 1, "rule": "youden", "dataset": "d", "classes": classes, "images": images,
            "model": hashlib.sha256(open("run/model.safetensors", "rb").read()).hexdigest(),
            "list": hashlib.sha256(b"a.png\n").hexdigest()}
json.dump(document, open("chosen/thresholds.json", "w"))
named = [[name for name in names if float(row[name + " score"]) >= (0 if name == names[1] else scores[name][70])] for row in rows]
json.dump(named, open("expected.json", "w"))
PYTHON
"$GREN" predict --run chosen --out by_class --no-pictures archive/images >by_class.txt 2>by_class.err
grep -q "class's threshold on, chosen on 1 images; from a probability of 0.5 on, where there is none: Cardiomegaly" by_class.err || fail "$(cat by_class.err)"
python3 - <<'PYTHON' || fail "predict names other diseases than its thresholds: $(head -3 by_class.txt)"
import json, re
expected = json.load(open("expected.json"))
found = [re.findall(r"([A-Z][A-Za-z_]+) [0-9.]+", line.split("  ")[1]) for line in open("by_class.txt")]
assert found == expected and len({tuple(names) for names in expected}) > 2, (found[:3], expected[:3])
PYTHON
cmp found/scores.csv by_class/scores.csv || fail "thresholds change the scores"
"$GREN" predict --run chosen --out sure --no-pictures --threshold 0.999999 "$first" >sure.txt 2>sure.err
grep -q 'from a probability of 0.999999 on$' sure.err || fail "--threshold is not said: $(cat sure.err)"
sed -i 's/"model": "../"model": "00/' chosen/thresholds.json
"$GREN" predict --run chosen --out other --no-pictures "$first" >/dev/null 2>other.err
grep -q 'chosen/thresholds.json is of other weights and is not used' other.err || fail "$(cat other.err)"
refused 2 'threshold 1.5: expected a share between 0 and 1' "$GREN" predict --run run --out never --threshold 1.5 "$first"
echo '{}' >chosen/thresholds.json
refused 3 'chosen/thresholds.json' "$GREN" predict --run chosen --out never "$first"

mkdir bare
refused 3 "bare: a folder without a film" "$GREN" predict --run run --out never "$first" bare
refused 3 "nolist.txt: cannot be opened; --list" "$GREN" predict --run run --out never --list nolist.txt
refused 2 "no film was named" "$GREN" predict --run run --out never - </dev/null
for cut in 0 1 -0.5 nan; do refused 2 "region-above $cut: expected more than 0 and less than 1" "$GREN" predict --run run --out never --region-above=$cut "$first"; done
refused 2 "threads -1: expected 0 or more" "$GREN" predict --run run --out never --threads=-1 "$first"
refused 3 "found.*empty" "$GREN" predict --run run --out found "$first"
[ ! -e never ] || fail "a refused predict wrote $(ls never)"
echo "predict ok"
