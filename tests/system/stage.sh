# --stage: the same bytes from a host's own copy, whatever became of an earlier one, and nothing left of it.
source "$(dirname "$0")/common.sh"

"$GREN" phantom --out archive --images 48 --patients 16 --size 96 --annotated 0.8 >/dev/null
"$GREN" prepare --archive archive --lung-masks archive/masks --out set --size 64 --shard-size 16 >/dev/null 2>&1
small=(--data set --depth 18 --width 8 --head-width 16 --lr 0.00002 --epochs 1 --threads 1 --batch-per-rank 1)
ranks 2 "$GREN" train "${small[@]}" --run whole 2>/dev/null

ranks 2 "$GREN" train "${small[@]}" --run staged --stage disk 2>staged.txt || fail "$(cat staged.txt)"
same_as_whole staged
diff <(grep -v '^run = ' whole/config.ini) <(grep -v '^run = ' staged/config.ini) || fail "config.ini tells of --stage"
grep -qE "^$(hostname): staged 3 shards, [0-9.]+ MiB in [0-9.]+ s into disk/gren-stage-[0-9a-f]{16}\$" staged.txt ||
    fail "does not say what it staged: $(cat staged.txt)"
[ ! -e disk ] || fail "left $(find disk)"

# Begun with a copy, gone on with without, and the other way round.
"$GREN" train "${small[@]}" --run alone 2>/dev/null
for first in "--stage disk" ""; do
    run="from${first// /_}"
    # shellcheck disable=SC2086
    "$GREN" train "${small[@]}" --run "$run" --checkpoint-every 5 $first 2>"$run.txt" &
    pid=$!
    until_step "$run" 10
    kill -USR1 "$pid"
    code=0
    wait "$pid" || code=$?
    [ "$code" -eq 75 ] || fail "after SIGUSR1: exit code $code: $(cat "$run.txt")"
    [ ! -e disk ] || fail "a run that a signal ended left $(find disk)"
    if [ -n "$first" ]; then then=(); else then=(--stage disk); fi
    "$GREN" train "${small[@]}" --run "$run" --resume newest "${then[@]}" 2>"$run.txt" || fail "$(cat "$run.txt")"
    cmp alone/model.safetensors "$run/model.safetensors" || fail "$run ends with other weights than an unbroken run"
done

# Killed in mid-run, when the ranks have opened it: nothing is left either.
"$GREN" train "${small[@]}" --run killed --stage disk 2>killed.txt &
pid=$!
until_step killed 3
kill -KILL "$pid"
wait "$pid" || true
[ ! -e disk ] || fail "a run that was killed left $(find disk)"

# Killed while it copies (the third shard is a disk that does not answer): the next start goes on with what is whole.
third=$(find set -name '*.h5' | sort | sed -n 3p)
mv "$third" aside
mkfifo "$third"
"$GREN" train "${small[@]}" --run again --stage disk 2>again.txt &
pid=$!
for _ in $(seq 300); do
    [ "$(ls disk/*/*.h5 2>/dev/null | wc -l)" -lt 2 ] || break
    sleep 0.1
done
kill -KILL "$pid"
wait "$pid" || true
rm "$third" && mv aside "$third"
[ -z "$(find disk -name dataset.json)" ] || fail "half a copy takes itself for a data set"
"$GREN" train "${small[@]}" --run again --stage disk --keep-stage --resume auto 2>again.txt || fail "$(cat again.txt)"
grep -q 'staged 1 shard, .*(2 were there)' again.txt || fail "does not go on with the copy: $(cat again.txt)"
cmp alone/model.safetensors again/model.safetensors || fail "a copy that was gone on with gives other weights"

# Kept: evaluate reads it, and copies what has been spoilt since.
copy=$(echo disk/gren-stage-*)
cmp "$copy/dataset.json" set/dataset.json || fail "--keep-stage keeps no data set"
spoil() { printf '\377\001\377\001' | dd of="$1" bs=1 seek=$(($(stat -c %s "$1") / 2)) conv=notrunc 2>/dev/null; }
spoil "$copy/$(basename "$third")"
"$GREN" evaluate --data set --run alone --overlays 0 --threads 1 >/dev/null 2>&1
cp alone/evaluation.json without.json
"$GREN" evaluate --data set --run alone --overlays 0 --threads 1 --stage disk >/dev/null 2>evaluated.txt || fail "$(cat evaluated.txt)"
grep -q 'staged 1 shard, .*(2 were there)' evaluated.txt || fail "evaluate does not say what it copied: $(cat evaluated.txt)"
cmp without.json alone/evaluation.json || fail "evaluated on a copy: other figures"
[ -z "$(ls -A disk)" ] || fail "evaluate left $(find disk)"

# What is refused, each before a byte is copied; nothing is left, and what is not ours stays.
refused 2 "--keep-stage no --stage: expected --stage DIR" "$GREN" train "${small[@]}" --run no --keep-stage
refused 3 "--stage set: is where --data set lies" "$GREN" train "${small[@]}" --run no --stage set
mkdir -p "$copy" && echo mine >"$copy/notes.txt"
refused 3 "$copy holds notes.txt" "$GREN" train "${small[@]}" --run no --stage disk
[ "$(cat "$copy/notes.txt")" = mine ] || fail "took what was not ours"
rm -r disk
spoil "$third"
refused 3 "$(basename "$third"): its copy in .* has SHA-256 .*expected .*--verify" "$GREN" train "${small[@]}" --run no --stage disk
[ ! -e disk ] && [ ! -e no ] || fail "a refused start left $(find disk no)"
