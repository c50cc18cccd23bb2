# DenseNet-121 from the form of its published weights to a prediction: on one rank and on two with the same losses, resumed
# to the same bytes, recomputed to the same weights.
golden=$(cd "$(dirname "$0")/../golden" && pwd)
source "$(dirname "$0")/common.sh"

"$GREN" phantom --out archive --images 24 --patients 12 --size 64 --annotated 0.8 >/dev/null
"$GREN" prepare --archive archive --lung-masks archive/masks --out data --size 64 >/dev/null 2>&1
"$GREN" split --data data --participation 1.0_0.4 --fold 0 >/dev/null
dense=(--data data --split data/splits/1.0_0.4_0.json --depth 121 --head-width 8 --lr 0.001 --threads 1)
losses() { sed 's/.*"loss":\([^,]*\),.*/\1/' "$1/metrics.jsonl"; }

# The file's width is 2; that of the classifier and the older names of dense layers are torchvision's.
published=(--init "$golden/densenet121_published.pth" --width 2)
"$GREN" train "${dense[@]}" "${published[@]}" --batch-per-rank 2 --max-steps 1 --run published 2>log.txt || fail "$(cat log.txt)"
grep -q '^start: .*(new: head.conv1.bias, .*; dropped: classifier.bias, classifier.weight)$' log.txt || fail "the start: $(cat log.txt)"
refused 3 'densenet121_published.pth: holds a DenseNet-121 and --depth 50 is a ResNet-50; give --depth 121 or other weights' \
    "$GREN" train --data data --init "$golden/densenet121_published.pth" --run never
refused 3 'resnet18_published.pth: holds a ResNet and --depth 121 is a DenseNet-121; give --depth 18 or 50, or other weights' \
    "$GREN" train "${dense[@]}" --init "$golden/resnet18_published.pth" --run never
refused 3 'features.denseblock1.denselayer1.conv1.weight \(\[4,2,1,1\] where \[8,4,1,1\] is expected\)' \
    "$GREN" train "${dense[@]}" --init "$golden/densenet121_published.pth" --width 4 --run never
refused 2 '--width 7: expected an even number with --depth 121' "$GREN" train "${dense[@]}" --width 7 --run never
refused 2 "--depth" "$GREN" train "${dense[@]}" --backbone densenet121 --run never

small=("${dense[@]}" --width 4 --output-stride 16 --max-steps 4 --checkpoint-every 2)
"$GREN" train "${small[@]}" --batch-per-rank 4 --run whole 2>log.txt || fail "$(cat log.txt)"
ranks 2 "$GREN" train "${small[@]}" --batch-per-rank 2 --run two 2>log.txt || fail "$(cat log.txt)"
paste <(losses whole) <(losses two) | awk '{d=($1-$2)/$1; if (d<0) d=-d; if (d>0.001) bad=1} END {exit bad || NR != 4}' ||
    fail "losses of one rank and of two: $(paste <(losses whole) <(losses two))"
mkdir again && cp -r whole/. again && rm again/model.safetensors again/checkpoints/*4*
"$GREN" train "${small[@]}" --batch-per-rank 4 --run again --resume newest 2>log.txt || fail "$(cat log.txt)"
same_as_whole again
"$GREN" train "${small[@]}" --batch-per-rank 4 --recompute --run recomputed 2>log.txt || fail "$(cat log.txt)"
same_as_whole recomputed

"$GREN" evaluate --data data --run two --threads 1 --overlays 0 >one.txt 2>log.txt || fail "$(cat log.txt)"
grep -q '^mean' one.txt || fail "no table: $(cat one.txt)"
cp two/evaluation.json one.json
ranks 2 "$GREN" evaluate --data data --run two --threads 1 --overlays 0 >/dev/null 2>log.txt || fail "$(cat log.txt)"
cmp one.json two/evaluation.json || fail "the evaluation depends on the number of ranks"
"$GREN" predict --run two --out found archive/images >/dev/null 2>log.txt || fail "$(cat log.txt)"
[ "$(wc -l <found/scores.csv)" -eq 25 ] || fail "predict wrote $(cat found/scores.csv)"
"$GREN" card --run two >/dev/null 2>log.txt || fail "$(cat log.txt)"
grep -q '| network | DenseNet-121, images of 64×64 pixels' two/README.md || fail "the card: $(grep network two/README.md)"

# D = 16 · 64 channels · (512 / 32)² cells.
"$GREN" doctor --graph --depth 121 | grep -q '^D = 262144 features' || fail "doctor --graph: $("$GREN" doctor --graph --depth 121)"
echo "dense_backbone ok"
