# gren report: page, tables and plots of made runs; refusals; and with a data set, similarities and galleries.
here=$(cd "$(dirname "$0")" && pwd)
source "$here/common.sh"

python3 "$here/make_runs.py" study --small
mkdir study/half && head -5 study/gren_0.5_0.8_f0/metrics.jsonl >study/half/metrics.jsonl
"$GREN" report study --out page | tee report.txt
grep -q 'left out: half: not trained to its end: 5 steps' report.txt || fail "no word of the half-finished run"
grep -q 'Left out: not finished' page/report.html || fail "the page does not list what was left out"
python3 "$here/check_report.py" page study || fail "the page is not right"
grep -q '^| Baseline (B) (own)\|Baseline' page/report.md || fail "report.md has no row of the baseline"
(cd page/data && for script in *.gp; do cp "${script%.gp}.svg" drawn.svg && gnuplot "$script" && cmp drawn.svg "${script%.gp}.svg"; done) ||
    fail "a script in data/ does not draw its plot again"
"$GREN" report study/gren_0.5_0.8_f0 study --out again >/dev/null
cmp <(sed 's/[0-9]* runs in//' page/report.html) <(sed 's/[0-9]* runs in//' again/report.html) ||
    fail "the same runs make another page"

# What the runs' evaluations warn of stands at the head, once for those with the same words.
cp -r study warned && sed -i 's/"warnings": \[\]/"warnings": ["257 of the 260 patients tested"]/' warned/gren_*/evaluation.json
"$GREN" report warned --out warned_page >/dev/null
grep -q '<p class="warning"><strong>WARNING</strong>: 257 of the 260 patients tested (runs gren_0.5_0.8_f0, gren_0.5_0.8_f1)' warned_page/report.html ||
    fail "the page does not warn"
grep -q '^\*\*WARNING\*\*: 257 of' warned_page/report.md || fail "report.md does not warn"
for words in 'Perfect learner of 16×16 targets, at 128×128' 'Outer bound: best cells of 128×128' '95 % over runs' '2 pairs of runs' 'GREN finds more boxes than Baseline (B) (+0\.'; do
    grep -q "$words" page/report.html || fail "the page lacks: $words"
done

# The controls' rows are there once a table, and older evaluations do without.
[ "$(grep -c '"control' page/report.html)" -eq 6 ] || fail "rows of controls: $(grep -c '"control' page/report.html)"
grep -q 'Mean box of the training list, at 128×128' page/report.md || fail "report.md has no mean box"
python3 "$here/make_runs.py" old --small
python3 - old <<'END'
import json, pathlib, sys
for file in pathlib.Path(sys.argv[1]).glob("*/evaluation.json"):
    evaluation = json.loads(file.read_text())
    for key in "controls", "groups", "calibration", "operating_points":
        del evaluation[key]
    file.write_text(json.dumps(evaluation))
END
"$GREN" report old --out old_page >/dev/null
python3 "$here/check_report.py" old_page old || fail "the page of older evaluations is not right"
grep -q 'By sex, age, view and site' page/report.md || fail "report.md has no groups"
grep -q 'Calibration and thresholds' page/report.md && ls page/data/reliability_*.svg >/dev/null || fail "report.md has no calibration"
grep -qxF 'set xrange [0:1]' page/data/reliability_*.gp || fail "the plot shows other x than probabilities"
grep -q 'Calibration' old_page/report.html && fail "calibration of evaluations without it"
grep -q 'By sex' old_page/report.html && fail "groups of evaluations without them"
grep -q '"control' old_page/report.html && fail "controls of evaluations without them"
grep -q 'and 11 more; gren evaluate again adds them' old_page/report.html || fail "no word of missing controls"
sed 's/"random_map": {/"random": {/' study/gren_0.5_0.8_f0/evaluation.json >study/half.json
mkdir damaged && cp study/gren_0.5_0.8_f0/* damaged/ && mv study/half.json damaged/evaluation.json
refused 3 'damaged/evaluation.json.*random_map.*run gren evaluate again' "$GREN" report damaged --out none
sed 's/"few_boxes"/"some_boxes"/' study/gren_0.5_0.8_f0/evaluation.json >damaged/evaluation.json
refused 3 'damaged/evaluation.json.*few_boxes.*run gren evaluate again' "$GREN" report damaged --out none
for words in 'own, grade A' 'own, control' 'rests on a grade C row' 'over all 984 boxes, none of which trained'; do
    grep -q "$words" page/report.html || fail "the page lacks: $words"
done

# Bad input: one sentence, nothing written.
refused 3 'page: exists and is not an empty folder' "$GREN" report study --out page
refused 3 'nowhere: is no folder' "$GREN" report nowhere --out none
mkdir empty
refused 3 'empty: holds no run' "$GREN" report empty --out none
refused 3 'no run is finished' "$GREN" report study/half --out none
refused 2 'images.*--data' "$GREN" report study --out none --images a.png
refused 2 'gallery.*--data' "$GREN" report study --out none --gallery 5
cp -r study/gren_0.5_0.8_f0 other
sed -i 's/"dataset": "d*"/"dataset": "another"/' other/evaluation.json
refused 3 'different data sets with digest d*.* and ' "$GREN" report study other --out none
cp study/gren_0.5_0.8_f0/evaluation.json other/
sed -i 's/"test_list": "[0-9]*"/"test_list": "another"/' other/evaluation.json
refused 3 'different test lists of 0.5_0.8 fold 0 with digest' "$GREN" report study other --out none
sed 's/"version": 2/"version": 1/' study/gren_0.5_0.8_f0/evaluation.json >other/evaluation.json
refused 3 'evaluation.json.*run gren evaluate again' "$GREN" report other --out none
cp study/gren_0.5_0.8_f0/evaluation.json other/ && sed -i '$d' other/boxes.csv
refused 3 'boxes.csv.*rows of.*run gren evaluate again' "$GREN" report other --out none
mkdir tools && for tool in grep cat; do ln -s "$(command -v $tool)" tools/; done
PATH="$work/tools" refused 1 'install the package gnuplot-nox' "$GREN" report study --out none
# Trained runs with their data set.
"$GREN" phantom --out archive --images 48 --patients 16 --size 96 --annotated 0.8
"$GREN" prepare --archive archive --lung-masks archive/masks --out shards --size 64 >/dev/null
"$GREN" split --data shards --participation 0.5_0.8 --fold 0 >/dev/null
for method in baseline gren; do
    "$GREN" train --data shards --split shards/splits/0.5_0.8_0.json --run "runs/$method" --method $method \
        --depth 18 --head-width 16 --lr 0.0002 --max-steps 6 --threads 1
    "$GREN" evaluate --data shards --run "runs/$method" --overlays 0 >/dev/null
done
"$GREN" report runs --data shards --out pictures
python3 "$here/check_report.py" pictures runs || fail "the page with pictures is not right"
grep -q 'Fig. 5a' pictures/report.html && grep -q 'IoU 0' pictures/report.html || fail "no similarities or no gallery"
ls pictures/data/typical_1.svg pictures/data/similarity_inter.csv >/dev/null || fail "pictures: $(ls pictures/data)"
others() { find "$1/data" -name 'other_*.svg' | wc -l; }
"$GREN" report runs --data shards --out few --gallery 0 >/dev/null
[ "$(others pictures)" -ge 1 ] || fail "the gallery shows no other boxes: $(ls pictures/data)"
[ "$(others few)" -eq 0 ] || fail "--gallery 0 shows other boxes: $(ls few/data)"
# Best and worst are cases in which the methods differ: here one box, on which gren gains.
cp -r runs equal && cp equal/baseline/boxes.csv equal/gren/boxes.csv
"$GREN" report equal --data shards --out equal_page >/dev/null
grep -q 'equal on every box' equal_page/report.html || fail "equal runs: no word of it"
[ -z "$(find equal_page/data -name 'best_*' -o -name 'worst_*')" ] || fail "equal runs have a best and a worst case"
cp -r equal gains && awk -F, -v OFS=, 'NR == 3 { $10 = 0.95 } 1' equal/baseline/boxes.csv >gains/gren/boxes.csv
"$GREN" report gains --data shards --out gains_page >/dev/null
grep -q "Best: .*$(sed -n 3p equal/baseline/boxes.csv | cut -d, -f1)" gains_page/report.html || fail "the gain is not shown"
[ "$(cd gains_page/data && echo best_* worst_*)" = 'best_1.svg worst_*' ] || fail "cases: $(ls gains_page/data)"
refused 3 'its digest is' "$GREN" report study --data shards --out none
refused 3 'none.png' "$GREN" report runs --data shards --images none.png --out none
[ ! -e none ] || fail "a refused report wrote something"
echo "report ok"
