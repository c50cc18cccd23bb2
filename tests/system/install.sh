# What cmake --install puts there, in a folder that was moved afterwards: programs, scripts, plans, weights, completions and
# manual pages of this build, and a libtorch that is missing is named with what to do.
source "$(dirname "$0")/common.sh"
unset GREN GREN_TORCH_DIR GREN_HOME
cmake --install "$BUILD" --prefix "$work/first" >install.log 2>&1 || fail "$(tail -5 install.log)"
mv first moved
share=$work/moved/share PATH=$work/moved/bin:$PATH

for file in bin/gren-engine share/gren/load.py share/gren/lungs.safetensors share/gren/launch/plans/table1.plan share/gren/slurm/job \
    share/bash-completion/completions/gren share/zsh/vendor-completions/_gren share/fish/vendor_completions.d/gren.fish; do
    [ -s "moved/$file" ] || fail "moved/$file is not there"
done
[ "$(readelf -d moved/bin/gren-engine | sed -n 's/.*RUNPATH.*\[\(.*\)\]/\1/p')" = "\$ORIGIN/../lib" ] || fail "gren-engine looks for libraries elsewhere"
if grep -rlF "$work/first" moved; then fail "these files know where they were installed"; fi

gren phantom --out archive --images 16 --patients 8 --size 64 >/dev/null
GREN_RANKS=2 "$share/gren/launch/prepare" --archive archive --lung-model "$share/gren/lungs.safetensors" --out set --size 64 >prepared.txt 2>&1 ||
    fail "$(cat prepared.txt)"
GREN_RANKS=2 "$share/gren/launch/train" --data set --run run --depth 18 --width 8 --threads 1 --max-steps 2 >trained.txt 2>&1 ||
    fail "$(cat trained.txt)"
[ -s run/model.safetensors ] || fail "launch/train left no model"
rm -r archive/masks && "$share/gren/launch/nih" archive --check >nih.txt 2>&1 || fail "$(cat nih.txt)"
grep -qE "^lungs: *--lung-model $share/gren/lungs.safetensors" nih.txt || fail "launch/nih does not take the weights that were installed: $(cat nih.txt)"
gren ablate "$share/gren/launch/plans/table1.plan" --list >list.txt || fail "the plans cannot be read"

refused 1 "GREN_TORCH_DIR='/nowhere' holds no lib/libtorch_cpu.so, expected libtorch .*; run $work/moved/share/gren/launch/setup, or install torch" \
    env GREN_TORCH_DIR=/nowhere gren doctor
mkdir -p other/lib && touch other/lib/libtorch_cpu.so && echo "__version__ = '1.0.0+cpu'" >other/version.py
refused 1 "GREN_TORCH_DIR='other' is torch 1.0.0, expected " env GREN_TORCH_DIR=other gren doctor

if command -v help2man >/dev/null; then
    for page in gren gren-train gren-segment-apply; do
        warnings=$(LC_ALL=C.UTF-8 man --warnings -l "$share/man/man1/$page.1" 2>&1 >page.txt)
        [ -z "$warnings" ] || fail "$page.1: $warnings"
    done
    LC_ALL=C.UTF-8 man -l "$share/man/man1/gren-train.1" | col -b >page.txt
    grep -q -- '--batch-per-rank' page.txt || fail "gren-train.1 has no --batch-per-rank"
fi
