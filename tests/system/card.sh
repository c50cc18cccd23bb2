# gren card: the card of a trained and evaluated run, and refusals.
here=$(cd "$(dirname "$0")" && pwd)
source "$here/common.sh"

"$GREN" phantom --out archive --images 60 --patients 30 --size 64 --annotated 0.5
"$GREN" prepare --archive archive --out shards --size 64 >/dev/null
"$GREN" split --data shards --participation 70_10_20 >/dev/null
"$GREN" train --data shards --split shards/splits/70_10_20_0.json --run run --method baseline --depth 18 --head-width 16 \
    --max-steps 2 --threads 1
refused 3 'run/evaluation.json: cannot be opened.*run gren evaluate' "$GREN" card --run run
"$GREN" evaluate --data shards --run run --choose-thresholds --threads 1 >/dev/null
"$GREN" evaluate --data shards --run run --overlays 0 --threads 1 >/dev/null

"$GREN" card --run run/ | grep -x 'run/README.md' >/dev/null || fail "the card's place is not told"
grep -q '^# Model card: run$' run/README.md || fail "the run's name: $(grep '^#' run/README.md)"
grep -q "SHA-256 $(sha256sum run/model.safetensors | cut -d' ' -f1)" run/README.md || fail "the weights' digest"
python3 - <<'END' || fail "the card has other figures than evaluation.json"
import json
evaluation = json.load(open("run/evaluation.json"))
card = open("run/README.md").read()
low, high = evaluation["mean_auc_interval"]
assert f"AUC {evaluation['mean_auc']:.3f} ({low:.3f} to {high:.3f})" in card
assert f"      value: {evaluation['mean_auc']!r}\n" in card
for name, point in evaluation["operating_points"]["classes"].items():
    row = next(line for line in card.splitlines() if line.startswith("| " + name.replace("_", "\\_") + " |"))
    assert ("without" in point and point["without"] or f"| {point['probability']:.3f} |") in row, row
assert f"| data set, SHA-256 | {evaluation['about']['dataset']} |" in card
END
refused 3 'run/README.md: exists.*--force' "$GREN" card --run run
"$GREN" card --run run --force --name Mine --data-license 'for research' >/dev/null
grep -q '^# Model card: Mine$' run/README.md && grep -q '| licence of the data | for research |' run/README.md ||
    fail "what was said is not in the card"
"$GREN" card --run run --out elsewhere.md >/dev/null && [ -s elsewhere.md ] || fail "no card elsewhere"

# Figures of other weights, and files that are none.
refused 3 'nowhere' "$GREN" card --run nowhere
cp -r run other && printf x >>other/model.safetensors
refused 3 'other/evaluation.json: its figures are of other weights' "$GREN" card --run other --force
cp -r run old && sed -i '/^  "model":/d' old/evaluation.json
refused 3 'old/evaluation.json.*an earlier version' "$GREN" card --run old --force
cp -r run cut && sed -i 's/"mean_auc"/"some_auc"/' cut/evaluation.json && rm cut/README.md
refused 3 'cut/evaluation.json.*mean_auc.*run gren evaluate again' "$GREN" card --run cut
[ ! -e cut/README.md ] || fail "a refused card was written"
head -c 100 run/evaluation.json >cut/evaluation.json
refused 3 'cut/evaluation.json: is no gren-evaluation' "$GREN" card --run cut
echo "card ok"
