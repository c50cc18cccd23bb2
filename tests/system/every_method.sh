# Every method from phantoms to a report: trained on one rank, with a probe, and on two with the same losses, resumed to the same
# bytes, evaluated for any number of ranks to the same bytes; and what a method needs and the data lack is refused.
source "$(dirname "$0")/common.sh"

"$GREN" phantom --out archive --images 48 --patients 24 --size 64 --annotated 0.8 --healthy 0.4
"$GREN" prepare --archive archive --lung-masks archive/masks --out data --size 64 >/dev/null
"$GREN" split --data data --participation 1.0_0.4 --fold 0 >/dev/null
options=(--data data --split data/splits/1.0_0.4_0.json --depth 18 --width 8 --head-width 8 --lr 0.001 --threads 1
    --batch-norm frozen)
four=(--max-steps 4 --checkpoint-every 2)
methods=$("$GREN" train --list-options | awk -F"\t" '$1 == "method" { gsub(" ", "\n", $3); print $3 }')
[ "$(wc -w <<<"$methods")" -eq 19 ] || fail "methods: $methods"
losses() { sed 's/.*"loss":\([^,]*\),.*/\1/' "$1/metrics.jsonl"; }

for method in $methods; do
    "$GREN" train "${options[@]}" "${four[@]}" --method "$method" --batch-per-rank 4 --probe-every 4 --run "runs/$method" 2>log.txt || fail "$method: $(cat log.txt)"
    ranks 2 "$GREN" train "${options[@]}" "${four[@]}" --method "$method" --batch-per-rank 2 --run "two/$method" 2>log.txt || fail "$method: $(cat log.txt)"
    paste <(losses "runs/$method") <(losses "two/$method") |
        awk '{d=($1-$2)/$1; if (d<0) d=-d; if (d>0.001) bad=1} END {exit bad || NR != 4}' ||
        fail "$method: losses of one rank and of two: $(paste <(losses "runs/$method") <(losses "two/$method"))"
    mkdir -p "again/$method" && cp -r "runs/$method/." "again/$method"
    rm -f "again/$method"/model.safetensors "again/$method"/checkpoints/*4*
    "$GREN" train --config "runs/$method/config.ini" --run "again/$method" --resume newest 2>log.txt || fail "$method: $(cat log.txt)"
    cmp "runs/$method/model.safetensors" "again/$method/model.safetensors" || fail "$method: resumed to other weights"
    "$GREN" evaluate --data data --run "runs/$method" --threads 1 --overlays 1 >"$method.txt" 2>log.txt || fail "$method: $(cat log.txt)"
    ranks 2 "$GREN" evaluate --data data --run "runs/$method" --threads 1 --overlays 0 --out by_two >/dev/null 2>log.txt || fail "$method: $(cat log.txt)"
    cmp "runs/$method/evaluation.json" by_two/evaluation.json || fail "$method: the evaluation depends on the number of ranks"
    rm -r by_two
    echo "ok: $method"
done
"$GREN" report runs --out report >/dev/null
for method in $methods; do grep -q ",$method," report/data/accuracies.csv || fail "the report has no $method"; done
grep -q '"box_rules"' runs/cam/evaluation.json || fail "cam has no figures by which box counts"
grep -q "the method's boxes count by 'any'" cam.txt || fail "cam's table: $(cat cam.txt)"
grep -q '^top, IoBB' cam.txt || fail "cam's table lacks the rules: $(cat cam.txt)"

# A baseline's weights begin every method, and a method's the baseline: what is new and what is dropped is said.
"$GREN" train "${options[@]}" --method attention --batch-per-rank 4 --max-steps 1 --run there --init runs/baseline/model.safetensors 2>log.txt || fail "$(cat log.txt)"
grep -q '^start: .*(new: method.attention.conv1.bias' log.txt || fail "no word of new modules: $(cat log.txt)"
"$GREN" train "${options[@]}" --method baseline --batch-per-rank 4 --max-steps 1 --run back --init there/model.safetensors 2>log.txt || fail "$(cat log.txt)"
grep -q '^start: .*(dropped: method.attention.conv1.bias' log.txt || fail "no word of dropped modules: $(cat log.txt)"

# What a method needs and is not there is named, with what provides it, before the first step.
"$GREN" prepare --archive archive --out no_lungs --size 64 >/dev/null
for method in attention cen zhou graph-rise; do
    refused 3 'lungs.*gren prepare|prepare the data with' "$GREN" train --data no_lungs --depth 18 --width 8 --method $method --run never
done
"$GREN" phantom --out ill --images 12 --patients 6 --size 64 --healthy 0
"$GREN" prepare --archive ill --lung-masks ill/masks --out ill_data --size 64 >/dev/null
for method in cia zhou; do
    refused 3 'are normal.*prepare more of the archive' "$GREN" train --data ill_data --depth 18 --width 8 --method $method --run never
done
[ ! -e never ] || fail "a refused start left its folder"
refused 3 'not in this data set' "$GREN" evaluate --data no_lungs --run runs/cia --out elsewhere
"$GREN" split --data data --participation 70_10_20 >/dev/null 2>&1
refused 3 'tested, and among the normal films' "$GREN" evaluate --data data --run runs/cia --split data/splits/70_10_20_0.json --out elsewhere
image=archive/images/$(ls archive/images | head -1)
refused 2 'needs normal films' "$GREN" predict --run runs/cia --out found "$image"
refused 2 'needs lung masks' "$GREN" predict --run runs/attention --out found "$image"
refused 2 'lse-sharpness gren: expected --method cam' "$GREN" train "${options[@]}" --lse-sharpness 5 --run never
refused 2 'head-kernel cam: expected a method with' "$GREN" train "${options[@]}" --method cam --head-kernel 3 --run never
refused 2 'mil-floor 1: expected 0 or more and below 1' "$GREN" train "${options[@]}" --mil-floor 1 --run never
refused 2 'method pylon: expected another one with --recompute' "$GREN" train "${options[@]}" --method pylon --recompute --run never
refused 2 "box rule 'best' is unknown" "$GREN" evaluate --data data --run runs/cam --boxes best

# With the rest of what train can do: a step each.
for method in $methods; do
    [ "$method" = pylon ] || extra=(--recompute)
    "$GREN" train "${options[@]}" --method "$method" --batch-per-rank 2 --accumulate 2 ${extra[@]+"${extra[@]}"} --run "more/$method" --max-steps 1 2>log.txt ||
        fail "$method accumulated: $(cat log.txt)"
    "$GREN" train "${options[@]}" --method "$method" --batch-per-rank 4 --resident --precision bf16 --boxed-labels boxed-only --nesterov off --run "bf16/$method" --max-steps 1 2>log.txt ||
        fail "$method in bfloat16: $(cat log.txt)"
    unset extra
    a=$(losses "runs/$method" | head -1) b=$(losses "more/$method" | head -1)
    awk -v a="$a" -v b="$b" 'BEGIN {d=(a-b)/a; exit !(d < 0.001 && d > -0.001)}' || fail "$method: the first loss is $a, accumulated $b"
done
