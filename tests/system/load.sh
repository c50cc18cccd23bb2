# share/gren/load.py: the network of a run, by torch and safetensors alone, answers as gren predict does. PEER: a Python
# with both and, for ONNX, onnx and onnxruntime.
source "$(dirname "$0")/common.sh"
root=$(cd "$(dirname "$0")/../.." && pwd)

"$GREN" phantom --out archive --images 10 --patients 5 --size 96 >/dev/null
"$GREN" prepare --archive archive --lung-masks archive/masks --out set --size 64 >/dev/null 2>&1
for shape in "18 32" "18 8" "50 16" "121 16"; do
    read -r depth stride <<<"$shape"
    run=run$depth-$stride
    "$GREN" train --data set --depth "$depth" --output-stride "$stride" --width 16 --head-width 32 --lr 0.002 --warm-up 5 --clip-norm 50 \
        --threads 1 --batch-per-rank 4 --max-steps 30 --run $run >/dev/null 2>&1
    "$GREN" predict --run $run --out found$depth-$stride --dump $run.safetensors --eval-grid 40 --no-pictures archive/images >/dev/null 2>&1
    PYTHONPATH=$root/share/gren "$PEER" - $run <<'PYTHON' || fail "depth $depth, output stride $stride"
import csv, sys
import torch
from load import Network
from safetensors.torch import load_file
run = sys.argv[1]
dump, net = load_file(run + ".safetensors"), Network(run + "/model.safetensors")
with torch.no_grad():
    logits, at_training = net(dump["image"], 40), net(dump["image"], int(net.about["grid"]))
assert logits.shape == dump["maps"].shape == (10, 14, 40, 40)
within = dump["maps"].std((2, 3)).mean()
assert within > 0.02, within  # two hundred times what may differ
print(run, "maps differ by", (logits - dump["maps"]).abs().max().item())
assert (logits - dump["maps"]).abs().max() <= 1e-4
none = torch.nn.functional.softplus(at_training.double()).sum((2, 3))  # -log of the probability of no cell
assert (none + torch.log(-torch.expm1(-none)) - dump["score"]).abs().max() <= 1e-3 * dump["score"].abs().max()
rows = list(csv.reader(open(run.replace("run", "found") + "/scores.csv")))[1:]
assert [[float(score) for score in row[15:]] for row in rows] == dump["score"].tolist()
PYTHON
done
cmp <(cut -d, -f2- found18-32/scores.csv) <(cut -d, -f2- found50-16/scores.csv) >/dev/null && fail "two networks answer alike"

# As ONNX, by torch's exporter: any number of images, a file a grid.
if "$PEER" -c 'import onnx, onnxruntime, onnxscript' 2>/dev/null; then
    for grid in 16 128; do "$PEER" "$root/share/gren/load.py" run18-8/model.safetensors $grid.onnx $grid >/dev/null 2>onnx.err || fail "$(cat onnx.err)"; done
    PYTHONPATH=$root/share/gren "$PEER" - <<'PYTHON' || fail "ONNX"
import onnxruntime, torch
from load import Network
from safetensors.torch import load_file
images, net = load_file("run18-8.safetensors")["image"], Network("run18-8/model.safetensors")
for grid in 16, 128:
    session = onnxruntime.InferenceSession(f"{grid}.onnx")
    for n in 1, 3:
        logits, = session.run(["logits"], {"images": images[:n].numpy()})
        difference = (torch.tensor(logits) - net(images[:n], grid)).abs().max().item()
        print(f"ONNX, N = {n}, P = {grid}: logits differ by {difference}")
        assert logits.shape == (n, 14, grid, grid) and difference <= 1e-4
PYTHON
else
    echo "ONNX is left out: $PEER does not import onnx, onnxruntime and onnxscript (./launch/setup-tests installs them)"
fi

"$GREN" train --data set --depth 18 --width 16 --head-width 32 --threads 1 --max-steps 1 --batch-per-rank 2 --method li --run li >/dev/null 2>&1
PYTHONPATH=$root/share/gren "$PEER" -c 'from load import Network; Network("li/model.safetensors")' 2>err.txt && fail "another head was taken"
grep -q 'ValueError: li/model.safetensors: the head of method li is not rebuilt here; expected' err.txt || fail "$(cat err.txt)"
for i in $(seq 1001); do echo "film$i.png"; done >many.txt
refused 2 "dump d.safetensors: 1001 films were asked for; expected at most 1000" "$GREN" predict --run li --out never --dump d.safetensors --list many.txt
refused 3 "d.safetensors: no film could be read" "$GREN" predict --run li --out nothing --dump d.safetensors nowhere.png
echo "load ok"
