# Preparing in parts: by any number of ranks, killed and resumed, damaged and mended, the set is the same bytes.
source "$(dirname "$0")/common.sh"

"$GREN" phantom --out archive --images 60 --patients 20 --size 96 --annotated 0.5 >/dev/null
: >"$(ls archive/images/*.png | sed -n 7p)"
head -c 3000 "$(ls archive/images/*.png | sed -n 40p)" >t && mv t "$(ls archive/images/*.png | sed -n 40p)"
options=(--archive archive --lung-masks archive/masks --size 64 --shard-size 4)
"$GREN" prepare "${options[@]}" --out one >one.txt
summary() { grep -v '^data set:' "$1"; }

for n in 2 3; do
    ranks $n "$GREN" prepare "${options[@]}" --out by$n >by$n.txt 2>by$n.err
    diff -r one by$n || fail "the set depends on the number of ranks"
    cmp <(summary one.txt) <(summary by$n.txt) || fail "the summary depends on the number of ranks"
    grep -q 'prepare 60/60 (100 %)' by$n.err || fail "progress is not over all ranks' images: $(cat by$n.err)"
done
# What inspect counts, by the archive's own tables.
"$GREN" inspect one --json --verify 2>inspect.err | python3 -c '
import csv, json, sys
found = json.load(sys.stdin)
films = {row["Image Index"]: row for row in csv.DictReader(open("archive/Data_Entry_2017_v2020.csv"))}
unread = set(sys.argv[1:])
taken = {name: row for name, row in films.items() if name not in unread}
boxes = [row for row in csv.reader(open("archive/BBox_List_2017.csv")) if row[0] in taken]
assert found["images"] == len(taken), found
assert found["patients"] == len({row["Patient ID"] for row in taken.values()}), found
assert found["images_with_boxes"] == len({row[0] for row in boxes}), found
for of in found["classes"]:
    assert of["present"] == sum(of["name"] in row["Finding Labels"].split("|") for row in taken.values()), of
    assert of["boxes"] == sum(row[1].replace("Infiltrate", "Infiltration") == of["name"] for row in boxes), of' \
    "$(ls archive/images | sed -n 7p)" "$(ls archive/images | sed -n 40p)" || fail "inspect --json: $(cat inspect.err)"
grep -q '^verified: ' inspect.err || fail "inspect --json does not say on stderr that it verified"
mv archive elsewhere && "$GREN" prepare --archive elsewhere --lung-masks elsewhere/masks --size 64 --shard-size 4 --out moved >/dev/null
diff -r one moved || fail "the set depends on where the archive lies"
mv elsewhere archive

# Without a network it is gren alone that prepares; with one it needs the other program.
mkdir alone && cp "$GREN" alone/gren
ranks 2 alone/gren prepare "${options[@]}" --out without_engine >/dev/null 2>&1
diff -r one without_engine || fail "gren alone prepares another set"
refused 1 "alone/gren-engine: cannot be started .*the program that 'prepare' runs in" \
    alone/gren prepare --archive archive --lung-model none.safetensors --size 64 --out none
[ ! -e none ] || fail "a refused job left a folder"

# killed after so many shards, as by the out-of-memory killer or the end of a job's time
shopt -s nullglob
for shards in 2 5 9; do
    "$GREN" prepare "${options[@]}" --out killed --resume >/dev/null 2>&1 &
    job=$!
    # Without a process of its own, which a busy machine would start too late.
    while records=(killed/journal/shard_*.json) && [ ${#records[@]} -lt $shards ] && kill -0 $job 2>/dev/null; do :; done
    kill -KILL $job 2>/dev/null || fail "the job ended before it could be killed"
    wait $job 2>/dev/null || true
    [ ! -e killed/dataset.json ] || fail "a killed job left a data set"
done
# what a crash and a bad disk leave: a torn shard, a flipped bit, a shard without its record, a record without its
# shard, a record that is no JSON, and half a shard under its temporary name
truncate -s 9000 killed/shard_00000.h5
printf '\x01' | dd of=killed/shard_00001.h5 bs=1 seek=5000 conv=notrunc status=none
rm killed/journal/shard_00002.h5.json killed/shard_00003.h5
echo '{' >killed/journal/shard_00004.h5.json
echo half >killed/shard_00012.h5.partial
ranks 2 "$GREN" prepare "${options[@]}" --out killed --resume >killed.txt 2>killed.err
kept=$(sed -n 's/^resume: \([0-9]*\) of 15 shards.*/\1/p' killed.err)
[ "$kept" -ge 4 ] && [ "$kept" -le 10 ] || fail "kept '$kept' of 15 shards: $(cat killed.err)"
diff -r one killed || fail "a resumed set differs"
cmp <(summary one.txt) <(summary killed.txt) || fail "the summary leaves kept shards out: $(cat killed.txt)"

# a finished set: nothing to do; a damaged one is mended
"$GREN" prepare "${options[@]}" --out killed --resume >again.txt 2>again.err
grep -q '^resume: 15 of 15 shards' again.err || fail "$(cat again.err)"
diff -r one killed && cmp <(summary one.txt) <(summary again.txt) || fail "resuming a finished set changed it"
printf '\x01' | dd of=killed/shard_00009.h5 bs=1 seek=9000 conv=notrunc status=none
refused 3 "shard_00009.h5" "$GREN" inspect killed --verify
"$GREN" prepare "${options[@]}" --out killed --resume >/dev/null 2>&1
"$GREN" inspect killed --verify >/dev/null || fail "a damaged set was not mended"

# what cannot be resumed
refused 3 "one: exists and is not an empty folder; add --resume" "$GREN" prepare "${options[@]}" --out one
cp -r one earlier && sed -i 's/^shard-version = .*/shard-version = 3/' earlier/journal/configuration.ini
refused 3 "was begun with 'shard-version = 3', found 'shard-version = 4'; .* choose another --out" \
    "$GREN" prepare --archive archive --lung-masks archive/masks --size 64 --shard-size 4 --out earlier --resume
sed -i 's/^shard-version = .*/shard-version = 4/; s/^gren = .*/gren = another/' earlier/journal/configuration.ini
refused 3 "was begun with 'gren = another', found 'gren = [0-9]" \
    "$GREN" prepare --archive archive --lung-masks archive/masks --size 64 --shard-size 4 --out earlier --resume
refused 3 "was begun with 'size = 64', found 'size = 48'" "$GREN" prepare --archive archive --lung-masks archive/masks --size 48 --shard-size 4 --out one --resume
refused 3 "was begun with 'lungs = png:masks', found 'lungs = none'" \
    "$GREN" prepare --archive archive --size 64 --shard-size 4 --out one --resume
cp -r archive relabeled && sed -i '3s/,[^,]*,/,Hernia,/' relabeled/Data_Entry_2017_v2020.csv
refused 3 "was begun with 'archive = " "$GREN" prepare --archive relabeled --lung-masks archive/masks --size 64 --shard-size 4 --out one --resume
cp -r archive remasked && rm "$(ls remasked/masks/*.png | head -1)"
refused 3 "was begun with 'lung-file = " "$GREN" prepare --archive archive --lung-masks remasked/masks --size 64 --shard-size 4 --out one --resume
mkdir other && echo mine >other/notes.txt
refused 3 "other: exists and is not an empty folder" "$GREN" prepare "${options[@]}" --out other --resume
flock -F one/journal/lock sleep 30 &
holder=$!
until ! flock -n one/journal/lock true; do :; done
refused 3 "another process is at work in this folder" "$GREN" prepare "${options[@]}" --out one --resume
kill $holder
diff -r one by2 || fail "a refused prepare changed the set"

# two at once into one folder: one prepares, the other is refused, and the set is as it should be
"$GREN" prepare "${options[@]}" --out shared >/dev/null 2>first.err &
first=$!
"$GREN" prepare "${options[@]}" --out shared >/dev/null 2>second.err &
second=$!
codes=0
wait $first || codes=$((codes + $?))
wait $second || codes=$((codes + $?))
[ $codes -eq 3 ] || fail "two prepares in one folder: codes sum to $codes: $(cat first.err second.err)"
diff -r one shared || fail "two prepares in one folder spoilt the set"

# what a person looks at
"$GREN" inspect one --contact-sheet sheet.png --count 9 | grep 'contact sheet: sheet.png (9 samples)' >/dev/null || fail "contact sheet"
[ "$(head -c 4 sheet.png | tail -c 3)" = PNG ] || fail "no PNG"
refused 2 "--count 0: expected at least 1" "$GREN" inspect one --contact-sheet sheet.png --count 0
refused 3 "nowhere/sheet.png" "$GREN" inspect one --contact-sheet nowhere/sheet.png
echo "prepare ok"
