# train --preset paper: resolved into the run's config.ini, from which the run goes on to the bytes of one that was told every
# value by hand; what the preset cannot set is said; a plan's runs take it.
source "$(dirname "$0")/common.sh"

"$GREN" phantom --out archive --images 8 --patients 4 --size 64 --annotated 1 >/dev/null
"$GREN" prepare --archive archive --lung-masks archive/masks --out set --size 64 >/dev/null 2>&1
small=(--data set --depth 18 --width 8 --head-width 16 --threads 1 --epochs 2 --checkpoint-every 1)
by_hand=(--beta 4 --head-kernel 1 --lambda-intra 0.11 --lambda-inter 0.15 --graph-reduction sum)

"$GREN" train "${small[@]}" "${by_hand[@]}" --run whole 2>said.txt
! grep -q 'preset' said.txt || fail "speaks of a preset that nobody named: $(cat said.txt)"
"$GREN" train "${small[@]}" --preset paper --max-steps 2 --run part 2>said.txt
unlike="--preset paper: what it cannot set is not the paper's: films of 64² pixels (there 512²), random first weights (there ImageNet's, --init)"
grep -qxF -- "$unlike" said.txt || fail "what is not the paper's: $(cat said.txt)"
for line in 'preset = paper' 'graph-reduction = sum' 'lambda-intra = 0.11' 'lambda-inter = 0.15' 'beta = 4' 'sign = attract' 'depth = 18'; do
    grep -qxF "$line" part/config.ini || fail "config.ini lacks '$line': $(cat part/config.ini)"
done
"$GREN" train --config part/config.ini --print-config >printed.txt
grep -qE '^lambda-intra = 0.11 +# part/config.ini$' printed.txt || fail "config.ini is not read: $(cat printed.txt)"
rm part/model.safetensors
"$GREN" train --config part/config.ini --max-steps -1 --resume newest 2>said.txt
grep -qF 'films of 64²' said.txt && ! grep -qF 'first weights' said.txt || fail "of a run that goes on: $(cat said.txt)"
same_as_whole part

ranks 2 "$GREN" train "${small[@]}" --preset paper --max-steps 1 --run two 2>said.txt
grep -qF "N = 8 (there 4)" said.txt || fail "two ranks: $(cat said.txt)"

printf 'participation = all\nmethod = gren cosine\n' >small.plan
"$GREN" ablate small.plan --data set --ranks 1 --list -- --preset paper >list.txt
grep -qF 'gren_all_n4_preset-paper_fold0' list.txt && grep -qF 'cosine_all_n4_preset-paper_fold0' list.txt || fail "of a plan: $(cat list.txt)"
"$GREN" ablate small.plan --data set --ranks 1 --list -- --preset paper --lambda-intra 0.2 >list.txt
grep -qF 'gren_all_n4_lambda-intra-0.2_preset-paper_fold0' list.txt || fail "of a plan that departs from the preset: $(cat list.txt)"
refused 2 "gren train: --preset wang: expected one of the presets: paper" "$GREN" train "${small[@]}" --preset wang --run none
