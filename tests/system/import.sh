# A published archive, its manifest, and the data set of either: the same bytes. What is wrong is refused, nothing is left.
source "$(dirname "$0")/common.sh"

"$GREN" phantom --out archive --images 24 --patients 8 --size 96 --annotated 0.8 >/dev/null
: >"$(ls archive/images/*.png | sed -n 5p)"
rm "$(ls archive/images/*.png | sed -n 9p)"
options=(--lung-masks archive/masks --size 64 --shard-size 7)
"$GREN" prepare --archive archive "${options[@]}" --out direct >direct.txt
"$GREN" import nih --archive archive --out manifest >import.txt
grep -q '^images: 23 of 24 rows (1 rows without an image here)$' import.txt || fail "$(cat import.txt)"
grep -q '^chosen: views all$' import.txt || fail "$(cat import.txt)"
[ "$(cd manifest && echo *)" = 'boxes.csv images.csv manifest.ini masks.csv' ] && [ ! -e manifest.partial ] || fail "$(ls -a . manifest)"
ranks 2 "$GREN" prepare --manifest manifest "${options[@]}" --out by_manifest >by_manifest.txt 2>err.txt
diff -r direct by_manifest || fail "a manifest gives other bytes than its archive"
grep -q '^archive: NIH ChestX-ray14' by_manifest.txt && grep -q '^chosen: views all$' by_manifest.txt || fail "$(cat by_manifest.txt)"
"$GREN" prepare --manifest manifest "${options[@]}" --out direct --resume >/dev/null 2>err.txt
grep -q '^resume: 4 of 4 shards' err.txt || fail "a manifest does not go on with what its archive began: $(cat err.txt)"

# views, counted; the images' folder from the manifest's on
"$GREN" import nih --archive archive --out views --views AP >import.txt
grep -q '^note: --views AP: left out PA [0-9]*\.$' import.txt || fail "$(cat import.txt)"
grep -q '^choices = views AP$' views/manifest.ini || fail "$(cat views/manifest.ini)"
sed -i 's|^images = .*|images = ../archive|' manifest/manifest.ini
"$GREN" prepare --manifest manifest "${options[@]}" --out moved >/dev/null 2>&1
diff -r direct moved || fail "the set depends on how the manifest names its images"
"$GREN" inspect moved --verify >/dev/null

# what prepare refuses
refused 2 "gren prepare: found neither --manifest nor --archive" "$GREN" prepare --out s
refused 2 "gren prepare: found --manifest and --archive" "$GREN" prepare --manifest manifest --archive archive --out s
refused 2 "allow-outside is about the paths of a --manifest" "$GREN" prepare --archive archive --allow-outside --out s
refused 3 "nowhere/manifest.ini is missing" "$GREN" prepare --manifest nowhere --out s
cp archive/images/"$(ls archive/images | head -1)" outside.png
cp -r manifest outside && echo 'stranger,../outside.png,,,,,,,,,' >>outside/images.csv
refused 3 "images.csv:25: the path '../outside.png' leads outside the folder of images" "$GREN" prepare --manifest outside --out s
"$GREN" prepare --manifest outside --allow-outside --out allowed --size 64 >out.txt 2>/dev/null
grep -q '^images: 23 of 24 rows' out.txt || fail "$(cat out.txt)"
cp -r manifest boxed && echo "$(sed -n 2p boxed/images.csv | cut -d, -f1),Mass,90,90,7.5,3," >>boxed/boxes.csv
refused 3 "boxes.csv:[0-9]*: the box x 90, y 90, width 7.5, height 3 leaves its image of 96×96" "$GREN" prepare --manifest boxed --out s
cp -r manifest wrong && sed -i '3s/$/Dragonpox/;4s/$/|/' wrong/images.csv
refused 3 "images.csv:3: unknown label .*Dragonpox" "$GREN" prepare --manifest wrong --out s
grep -q "images.csv:4: unknown label ''" err.txt || fail "one wrong row hides another: $(cat err.txt)"
[ ! -e s ] || fail "a refused manifest left a data set"

# what import refuses
refused 2 "gren import: 'nhi': expected one of nih, chexpert" "$GREN" import nhi --archive archive --out m
refused 2 "gren import: the option '--from' is required" "$GREN" import --archive archive --out m
refused 2 "gren import: --readers: nih has one reading of each image" "$GREN" import nih --archive archive --out m --readers majority
refused 2 "gren import: --uncertain: nih has no uncertain labels" "$GREN" import nih --archive archive --out m --uncertain 1
refused 2 "gren import: --views: rsna has no views in its tables" "$GREN" import rsna --archive archive --out m --views PA
refused 2 "gren import: --readers some: expected any or majority" "$GREN" import vindr --archive archive --out m --readers some
refused 2 "gren import: --uncertain 2: expected unknown, 0 or 1" "$GREN" import mimic --archive archive --out m --uncertain 2
refused 2 "gren import: --views PA,: expected views joined by commas" "$GREN" import nih --archive archive --out m --views PA,
refused 3 "no image has such a view; found AP [0-9]*, PA" "$GREN" import nih --archive archive --out m --views XX
refused 3 "manifest: exists and is not an empty folder" "$GREN" import nih --archive archive --out manifest
refused 3 "archive holds no train.csv, plain or .gz" "$GREN" import chexpert --archive archive --out m
printf 'Mass,Lesion\nMas,Lesion\n' >map.csv
refused 3 "map.csv:2: no label of this archive is called 'Mas'" "$GREN" import nih --archive archive --out m --label-map map.csv
cp -r archive strange && sed -i '2s/,[^,]*,/,Dragonpox|Mass,/;3s/,[^,]*,/,Plague,/' strange/Data_Entry_2017_v2020.csv
refused 3 "csv:2: unknown disease 'Dragonpox', also 'Plague' at .*csv:3, expected .*--label-map FILE" "$GREN" import nih --archive strange --out m
[ ! -e m ] && [ ! -e m.partial ] || fail "a refused import left a manifest"
printf 'Dragonpox,\nPlague,Mass\n' >map.csv
"$GREN" import nih --archive strange --out m --label-map map.csv >import.txt
grep -q '^choices = views all; label-map map.csv$' m/manifest.ini || fail "$(cat m/manifest.ini)"

# one that is killed leaves nothing under the manifest's name, and the next one writes it
mkdir torn.partial && echo half >torn.partial/images.csv
"$GREN" import nih --archive archive --out torn >/dev/null
cmp torn/images.csv manifest/images.csv || fail "what a killed import left came through"
echo "import ok"
