# launch/setup with wheels made here, without a network: from a folder and from an index of this machine; only files of the pinned hashes,
# only where the disk has the room, one set-up at a time, and a broken-off one is as if it had not been.
source "$(dirname "$0")/common.sh"
launch=$(cd "$(dirname "$0")/../../launch" && pwd)
unset GREN_TORCH_DIR GREN_WHEELS http_proxy https_proxy HTTP_PROXY HTTPS_PROXY
for name in ${!PIP_*}; do unset "$name"; done
export PIP_CONFIG_FILE=/dev/null PIP_INDEX_URL=http://127.0.0.1:9/simple PIP_RETRIES=0 GREN_HOME="$work/a home" HOME=$work
torch=$GREN_HOME/torch-2.11.0

# The pins themselves: sizes in the first line, then names, each with its hashes; torch is the one that gren is built with.
for file in "$launch"/requirements/{,tests/}*.txt; do
    sed 1q "$file" | grep -qE '^# .*: [0-9]+ MB to fetch, [0-9]+ MB installed\.$' || fail "$file does not begin with its sizes"
    ! grep -vE '^#|^[a-z0-9-]+==[0-9.]+ \\$|^    --hash=sha256:[0-9a-f]{64}( \\)?$' "$file" || fail "$file holds other lines than pins and hashes"
done
torch_version=$(source "$launch/environment" && echo "$GREN_TORCH_VERSION")
grep -q "^torch==$torch_version " "$launch/requirements/torch.txt" || fail "launch/requirements/torch.txt is not for torch $torch_version"

# As it is installed: no CMakeLists.txt, so no packages.
mkdir -p tree/launch/requirements/tests wheels
cp "$launch"/{setup,environment,packages,wheels} tree/launch
python3 "$(dirname "$0")/tiny_wheels.py" wheels tree/launch/requirements
# Making a Python with pip takes most of a set-up's time here: one is made, whose pip the others get.
/usr/bin/python3 -m venv python
cat >venv <<'END'
#!/usr/bin/env bash
/usr/bin/python3 -m venv --without-pip "$1" && cp -al "$(dirname "$0")"/python/lib/python*/site-packages/pip "$1"/lib/python*/site-packages && touch "$1/bin/pip" && chmod +x "$1/bin/pip"
END
chmod +x venv
sed -i "s|/usr/bin/python3 -m venv|'$work/venv'|" tree/launch/setup
grep -qF "'$work/venv' \"\$part/home\"" tree/launch/setup || fail "launch/setup makes its Python in another way"
pins=tree/launch/requirements/torch.txt
cp "$pins" right.txt
from_folder() { GREN_WHEELS=$work/wheels tree/launch/setup "$@"; }
without_source() { GREN_WHEELS=/nowhere tree/launch/setup "$@"; }

# refuses PATTERN COMMAND...: exits with 1, and says what matches, in one sentence of its own.
refuses() {
    local pattern=$1 found=0
    shift
    "$@" >said.txt 2>&1 || found=$?
    [ "$found" -eq 1 ] || fail "$* exited with $found, expected 1: $(cat said.txt)"
    grep -qE -- "$pattern" said.txt || fail "$* said '$(cat said.txt)', expected /$pattern/"
    echo "ok: $(grep -E -- "$pattern" said.txt)"
}
home_holds() { [ "$(ls -A "$GREN_HOME")" = "$1" ] || fail "in GREN_HOME lies $(ls -A "$GREN_HOME"), expected $1"; }
whole_home() {
    home_holds $'.setup.lock\ntorch-2.11.0'
    [ "$(wc -c <"$(echo "$torch"/lib/python*/site-packages/torch/lib/libtorch_cpu.so)")" = 100000 ] || fail "not the library of the wheel"
    ! grep -rF .part. "$torch/bin" || fail "a script names a folder that is gone"
}
not_fetched_again() {
    without_source "$@" >said.txt 2>&1 || fail "what is there is to be fetched again: $(cat said.txt)"
    [ ! -s said.txt ] || fail "said '$(cat said.txt)' where there is nothing to do"
}
is_to_be_fetched() { refuses "^setup: GREN_WHEELS='/nowhere' is not the absolute path of a folder, " without_source "$@"; }

sed -i 's/2 MB installed/1000000000 MB installed/' "$pins"
refuses "^setup: GREN_HOME='$GREN_HOME' has [0-9]+ MB free on its disk, expected 1000000001 MB for torch 2.11.0 for cpu; make room, " from_folder
cp right.txt "$pins"
is_to_be_fetched
home_holds .setup.lock

zeros=$(printf %064d 0)
sed -i "s/sha256:.*/sha256:$zeros/" "$pins"
refuses '^setup: .*torch.txt was not installed, as pip says above' from_folder
grep -q 'DO NOT MATCH THE HASHES' said.txt || fail "pip says nothing of the hashes: $(cat said.txt)"
home_holds .setup.lock
sed 's/ \\$//; /--hash/d' right.txt >"$pins"
refuses '^setup: .*torch.txt was not installed, as pip says above' from_folder
grep -q 'Hashes are required in --require-hashes mode' said.txt || fail "pip says nothing of missing hashes: $(cat said.txt)"
home_holds .setup.lock
cp right.txt "$pins"

# A network that stops halfway holds the first; two more wait; the first is killed with all that it started.
python3 "$(dirname "$0")/wheel_index.py" wheels port &
index=$!
until_there() { for _ in $(seq 600); do if eval "$1"; then return; fi; sleep 0.1; done; fail "never: $1: $(cat ./*.txt)"; }
until_there '[ -e port ]'
PIP_INDEX_URL=http://127.0.0.1:$(cat port)/simple setsid tree/launch/setup >first.txt 2>&1 &
first=$!
disown
trap 'kill -KILL -- -$first $index 2>/dev/null || true; rm -rf "$work"' EXIT
until_there '[ -e port.half ]'
from_folder >second.txt 2>&1 &
second=$!
from_folder >third.txt 2>&1 &
third=$!
until_there 'grep -q "^setup: waiting for another set-up" second.txt && grep -q "^setup: waiting" third.txt'
[ ! -e "$torch" ] || fail "half a fetch lies in $torch"
kill -KILL -- -"$first"
wait "$second" || fail "after a kill: $(cat second.txt)"
wait "$third" || fail "after a kill: $(cat third.txt)"
kill "$index"
whole_home
[ "$(cat second.txt third.txt | grep -c " MB from $work/wheels, ")" = 1 ] || fail "not installed once: $(cat second.txt third.txt)"
echo "ok: $(cat second.txt third.txt | tail -1)"
not_fetched_again

# By the mark: other pins, and what an older set-up has left, of these versions and of others.
cp "$torch/.complete" mark
sed -i "s/sha256:.*/sha256:$zeros/" "$pins"
is_to_be_fetched
cp right.txt "$pins"
: >"$torch/.complete"
not_fetched_again
sed -i 's/13.0.96/13.0.97/' "$pins"
is_to_be_fetched
cp right.txt "$pins"
rm "$torch/.complete"
is_to_be_fetched
cp mark "$torch/.complete"

is_to_be_fetched cuda
from_folder cuda >said.txt 2>&1 || fail "cuda: $(cat said.txt)"
echo "ok: $(cat said.txt)"
whole_home
for library in cu13/lib/libcudart.so.13 cu13/lib/libcufft.so.12 nccl/lib/libnccl.so.2; do
    [ -s "$(echo "$torch"/lib/python*/site-packages/nvidia/$library)" ] || fail "no $library"
done
not_fetched_again cuda

# The Python of some tests, with one of its parts: what cannot be had is said, and ends well; what was broken off is made whole, though
# Python would import it.
sed "/^here()/,\$d; /^peer /{/pycocotools/!d}; s|/usr/bin/python3 -m venv|'$work/venv'|" "$launch/setup-tests" >tree/launch/setup-tests
chmod +x tree/launch/setup-tests
for_tests() { tree/launch/setup-tests >said.txt 2>&1 || fail "setup-tests exits with $?: $(cat said.txt)"; }
cannot='^setup-tests: launch/requirements/tests/coco.txt cannot be installed; going on without the tests that need it$'
pins=tree/launch/requirements/tests/coco.txt
cp "$pins" right.txt
sed -i "s/sha256:.*/sha256:$zeros/" "$pins"
GREN_WHEELS=$work/wheels for_tests
grep -q 'DO NOT MATCH THE HASHES' said.txt && grep -q "$cannot" said.txt || fail "said '$(cat said.txt)'"
cp right.txt "$pins"
GREN_WHEELS=$work/wheels for_tests
! grep -q "$cannot" said.txt || fail "said '$(cat said.txt)'"
GREN_WHEELS=/nowhere for_tests
[ ! -s said.txt ] || fail "said '$(cat said.txt)' where there is nothing to do"
module=$(echo "$GREN_HOME"/peers/lib/python*/site-packages/pycocotools/cocoeval.py)
cp "$module" whole.py
: >"$module"
touch "$GREN_HOME/peers/.begun-coco"
GREN_WHEELS=$work/wheels for_tests
cmp whole.py "$module" || fail "the half of a module counts as whole"
[ "$(ls -A "$GREN_HOME")" = $'.setup.lock\npeers\ntorch-2.11.0' ] || fail "in GREN_HOME lies $(ls -A "$GREN_HOME")"
echo "ok: setup-tests"
