# Radiographs → shards → training → scores, on one rank and on two, with the same results.
source "$(dirname "$0")/common.sh"

"$GREN" phantom --out archive --images 48 --patients 16 --size 96 --annotated 0.8
"$GREN" prepare --archive archive --lung-masks archive/masks --out one --size 64 --shard-size 16 >one.txt
ranks 2 "$GREN" prepare --archive archive --lung-masks archive/masks --out two --size 64 --shard-size 16 >two.txt
cmp one/dataset.json two/dataset.json || fail "the data set depends on the number of ranks"
for shard in one/*.h5; do cmp "$shard" "two/$(basename "$shard")" || fail "$shard depends on the number of ranks"; done
grep -q '^images: 48 of 48 rows' one.txt || fail "summary: $(cat one.txt)"
"$GREN" inspect one --verify | grep verified >/dev/null || fail "inspect --verify"

"$GREN" split --data one --participation 0.5_0.8 --fold 0 | tee split.txt
grep -q 'patients on both sides: 0' split.txt || fail "a patient is on both sides"
"$GREN" split --data one --participation every --out all >/dev/null
[ "$(ls all | wc -l)" -eq 12 ] && cmp all/0.5_0.8_0.json one/splits/0.5_0.8_0.json || fail "all splits: $(ls all)"
ls archive/images | head -30 >train_val_list.txt
ls archive/images | tail -n +31 >test_list.txt
refused 2 "official needs --train-list and --test-list" "$GREN" split --data one --participation official --out all
"$GREN" split --data one --participation official --train-list train_val_list.txt --test-list test_list.txt \
    --split-by image --out all | tee official.txt
grep -qE '26 train .* 4 validation, 18 test; patients on both sides: [0-9]+; digest' official.txt || fail "official split"
grep -q 'names without an image here: 0; images in neither list: 0' official.txt || fail "official split's counts"

small=(--data one --split one/splits/0.5_0.8_0.json --depth 18 --head-width 16 --lr 0.00002 --epochs 1 --threads 1
    --warm-up 3 --clip-norm 5)
ranks 2 "$GREN" train "${small[@]}" --batch-per-rank 2 --run run2
"$GREN" train "${small[@]}" --batch-per-rank 4 --run run1
for file in config.ini metrics.jsonl model.safetensors split.json; do [ -s "run2/$file" ] || fail "run2/$file is missing"; done
# The same global batches: the loss of every step agrees between one and two ranks.
losses() { sed 's/.*"loss":\([^,]*\),.*/\1/' "$1/metrics.jsonl"; }
paste <(losses run1) <(losses run2) | awk '{d=($1-$2)/$1; if (d<0) d=-d; if (d>0.02) {print "step " NR ": " $1 " " $2; bad=1}} END {exit bad}' ||
    fail "losses depend on the number of ranks"
# In float32, and with most of each image black, so does the gradient: of all its digits the norm keeps four.
norms() { sed 's/.*"gradient_norm":\([^,]*\),.*/\1/' "$1/metrics.jsonl"; }
paste <(norms run1) <(norms run2) | head -1 | awk '{d=($1-$2)/$1; if (d<0) d=-d; if (d>0.0001 || NF != 2) {print $1 " " $2; bad=1}} END {exit bad}' ||
    fail "the first gradient depends on the number of ranks"
rates() { sed 's/.*"lr":\([^,]*\),.*/\1/' "$1/metrics.jsonl"; }
rates run1 | head -4 | awk '{r=2e-5*(NR<3?NR:3)/3; d=$1-r; if (d<0) d=-d; if (d>1e-12) exit 1}' || fail "warm-up: $(rates run1 | head -4)"

# Every path, the features in bfloat16, accumulation and a last batch smaller than the world: no hang, the same losses.
again=(--data one --split one/splits/0.5_0.8_0.json --depth 18 --head-width 16 --lr 0.00001 --epochs 1 --threads 1
    --init run1/model.safetensors --batch-norm frozen --agree-every 1)
"$GREN" train "${again[@]}" --batch-per-rank 4 --graph-path all-gather --run frozen1
ranks 2 "$GREN" train "${again[@]}" --batch-per-rank 2 --graph-path sharded-gram --run frozen2
ranks 2 "$GREN" train "${again[@]}" --batch-per-rank 1 --accumulate 2 --communication-dtype bf16 --run parts2
ranks 3 "$GREN" train "${again[@]}" --batch-per-rank 1 --run three
for run in frozen2 parts2; do
    paste <(losses frozen1) <(losses $run) | awk '{d=($1-$2)/$1; if (d<0) d=-d; if (d>0.001) bad=1} END {exit bad}' ||
        fail "$run: losses differ from one rank's: $(paste <(losses frozen1) <(losses $run))"
done
grep -q '"all_to_all":{"calls":2' frozen2/metrics.jsonl || fail "no all-to-all in frozen2"
ranks 2 "$GREN" train "${small[@]}" --batch-per-rank 2 --run local --batch-norm local --max-steps 1 2>local.txt
grep -q 'the result depends on the number of ranks' local.txt || fail "no word of local statistics: $(cat local.txt)"
ranks 2 "$GREN" train "${small[@]}" --batch-per-rank 2 --run resident --resident
cmp <(losses run2) <(losses resident) || fail "--resident changes the losses"
cmp run2/model.safetensors resident/model.safetensors || fail "--resident changes the weights"

"$GREN" evaluate --data one --run run2 --overlays 2 --threads 1 | tee table.txt
grep -q '^mean' table.txt || fail "no table"
[ "$(ls run2/overlays | wc -l)" -eq 2 ] || fail "overlays: $(ls run2/overlays)"

"$GREN" predict --run run2 --out found --threshold 0 archive/images/$(ls archive/images | head -1) | tee predict.txt
[ "$(ls found/sheets/*.png | wc -l)" -eq 1 ] || fail "predict drew $(ls found/sheets)"
[ -s found/predictions.json ] && [ "$(wc -l <found/scores.csv)" -eq 2 ] || fail "predict wrote $(ls found)"

# Resuming goes on where the checkpoint stands; a finished run has nothing left to do.
"$GREN" train "${small[@]}" --batch-per-rank 4 --run half --max-steps 2
"$GREN" train "${small[@]}" --batch-per-rank 4 --run half --resume newest
cmp <(losses run1) <(losses half) || fail "a resumed run differs from an unbroken one"
cmp run1/model.safetensors half/model.safetensors || fail "a resumed run ends with other weights"

# On another number of ranks the run goes on with the same global batches, to rounding.
ranks 2 "$GREN" train "${small[@]}" --batch-per-rank 2 --run elastic --max-steps 2
"$GREN" train "${small[@]}" --batch-per-rank 4 --run elastic --resume newest
ranks 4 "$GREN" train "${small[@]}" --batch-per-rank 1 --run wider --max-steps 3
ranks 2 "$GREN" train "${small[@]}" --batch-per-rank 2 --run wider --resume newest
for run in elastic wider; do
    paste <(losses run1) <(losses $run) | awk '{d=($1-$2)/$1; if (d<0) d=-d; if (NF != 2 || d>0.02) bad=1} END {exit bad}' ||
        fail "$run: losses differ from an unbroken run's: $(paste <(losses run1) <(losses $run))"
done
ranks 2 "$GREN" train "${small[@]}" --batch-per-rank 2 --run local2 --batch-norm local --max-steps 1 2>/dev/null
refused 3 "batch-per-rank = 2" "$GREN" train "${small[@]}" --batch-per-rank 4 --run local2 --batch-norm local --resume newest

# A narrow backbone, probed every second step: the same losses with and without, and evaluate builds it from the file alone.
narrow=(--data one --split one/splits/0.5_0.8_0.json --depth 18 --width 8 --head-width 16 --lr 0.00002 --epochs 1 --threads 1)
ranks 2 "$GREN" train "${narrow[@]}" --batch-per-rank 2 --run narrow
ranks 2 "$GREN" train "${narrow[@]}" --batch-per-rank 2 --run probed --probe-every 2
cmp narrow/model.safetensors probed/model.safetensors || fail "--probe-every changes the weights"
awk '($0 ~ /"probe":/) != ((NR - 1) % 2 == 0) {exit 1}' probed/metrics.jsonl || fail "probes are not in every second step: $(cat probed/metrics.jsonl)"
grep -q '"inter":{"lambda":0.15,"gradient":{"parameters":' probed/metrics.jsonl || fail "a probe without inter's gradient"
"$GREN" evaluate --data one --run narrow --overlays 0 | grep '^mean' >/dev/null || fail "no table of the narrow backbone"

# The mean of the training list's hashes stands in the run folder of const, the same on any number of ranks.
"$GREN" train "${narrow[@]}" --batch-per-rank 4 --run const --method const --max-steps 1
ranks 2 "$GREN" train "${narrow[@]}" --batch-per-rank 2 --run const2 --method const --max-steps 1
grep -q '^{"images": [0-9]*, "intra": 0\.[0-9]*, "inter": 0\.[0-9]*}$' const/mean_similarity.json || fail "mean_similarity.json"
cmp const/mean_similarity.json const2/mean_similarity.json || fail "const's weights depend on the number of ranks"
"$GREN" train "${narrow[@]}" --batch-per-rank 4 --run const --method const --max-steps 2 --resume newest
[ ! -e narrow/mean_similarity.json ] || fail "mean_similarity.json of gren, which takes none"
echo "pipeline ok"
