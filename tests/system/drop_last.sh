# train --drop-last: an epoch's whole batches and no more, on any number of ranks; said at the start and in config.ini; counted
# by the plan of an ablation; no run goes on without it.
source "$(dirname "$0")/common.sh"

"$GREN" phantom --out archive --images 16 --patients 8 --size 64 --annotated 0.8 >/dev/null
"$GREN" prepare --archive archive --lung-masks archive/masks --out set --size 64 >/dev/null 2>&1
small=(--data set --depth 18 --width 8 --head-width 16 --lr 0.0005 --epochs 2 --threads 1)
images() { sed 's/.*"images":\([0-9]*\),.*/\1/' "$1/metrics.jsonl" | tr '\n' ' '; }
losses() { sed 's/.*"loss":\([^,]*\),.*/\1/' "$1/metrics.jsonl"; }

"$GREN" train "${small[@]}" --batch-per-rank 6 --run all 2>said.txt
[ "$(images all)" = "6 6 4 6 6 4 " ] || fail "without: $(images all)"
! grep -q 'drop-last' said.txt || fail "speaks of it: $(cat said.txt)"
for n in 1 2 3; do
    ranks $n "$GREN" train "${small[@]}" --batch-per-rank $((6 / n)) --drop-last --run "on$n" 2>said.txt
    sentence='--drop-last: each epoch leaves out 4 of 16 training images, others in each epoch'
    grep -qFx -- "$sentence" said.txt || fail "$n ranks: $(cat said.txt)"
    grep -qFx -- "# $sentence" "on$n/config.ini" && grep -qx 'drop-last = true' "on$n/config.ini" || fail "config.ini: $(cat "on$n/config.ini")"
    [ "$(images "on$n")" = "6 6 6 6 " ] || fail "$n ranks: $(images "on$n")"
    paste <(losses on1) <(losses "on$n") | awk '{d=($1-$2)/$1; if (d<0) d=-d; if (d>0.001) bad=1} END {exit bad || NR != 4}' ||
        fail "losses on one rank and on $n: $(paste <(losses on1) <(losses "on$n"))"
done
[ "$(losses all | head -2)" = "$(losses on1 | head -2)" ] || fail "the whole batches are others: $(losses all) $(losses on1)"
"$GREN" train --config on1/config.ini --print-config | grep -qE '^drop-last = true +# on1/config.ini' || fail "config.ini is not read"
rm on1/model.safetensors
refused 3 'drop-last = true, here false' "$GREN" train "${small[@]}" --batch-per-rank 6 --run on1 --resume auto
"$GREN" train "${small[@]}" --batch-per-rank 4 --max-steps 1 --drop-last --run fits 2>said.txt
grep -qF -- '--drop-last: leaves nothing out' said.txt || fail "16 in fours: $(cat said.txt)"

printf 'participation = all\nnodes = 6\nepochs = 2\nmethod = baseline\n' >small.plan
"$GREN" ablate small.plan --data set --ranks 1 --list -- --drop-last --depth 18 >list.txt
grep -q '^# steps: 4, left: 4$' list.txt && grep -q '^# images through the network in training: 24, left: 24$' list.txt || fail "$(cat list.txt)"
"$GREN" ablate small.plan --data set --ranks 1 --list -- --depth 18 >list.txt
grep -q '^# images through the network in training: 32, left: 32$' list.txt || fail "$(cat list.txt)"
