# DICOM through every command that reads films: what is counted, what is skipped, what shapes the set; and no text of a
# header in anything that a command prints or writes. PYDICOM: a Python with pydicom and its codecs.
source "$(dirname "$0")/common.sh"

root=$(cd "$(dirname "$0")/../.." && pwd)
weights=$root/dataio/lung_weights/lungs.safetensors
mkdir films archive archive/images
"$PYDICOM" "$root/tests/dataio/dicom/write_films.py" films
good=(plain imager inverse whole-rle whole-deflated whole-jpegll whole-j2k)
bad=(frames nothing color htj2k length bomb-rle bomb-length strange function)
head -c 36000 films/plain.dcm >films/cut.dcm
bad+=(cut)
"$GREN" phantom --out phantoms --images 1 --patients 1 --size 96 >/dev/null
head -1 phantoms/Data_Entry_2017_v2020.csv >archive/Data_Entry_2017_v2020.csv
head -1 phantoms/BBox_List_2017.csv >archive/BBox_List_2017.csv
n=0
for name in "${good[@]}" "${bad[@]}"; do
    n=$((n + 1))
    id=$(printf '%08d_000' $n)
    cp "films/$name.dcm" "archive/images/$id.dcm"
    sed -n 2p phantoms/Data_Entry_2017_v2020.csv | sed "s/^[^,]*/$id.png/; s/^\([^,]*,\)[^,]*/\1No Finding/" >>archive/Data_Entry_2017_v2020.csv
done
mv archive/images/00000001_000.dcm archive/images/00000001_000 # without an extension, its bytes say what it is
grep -q PLANTED archive/images/00000001_000 || fail "nothing is planted"

"$GREN" prepare --archive archive --out set --size 64 >summary.txt 2>words.txt || fail "$(cat words.txt)"
grep -q '^images: 7 of 17 rows' summary.txt && grep -q '^skipped: 10$' summary.txt || fail "summary: $(cat summary.txt)"
for found in 'has 3 frames' 'without pixel data' 'in color or not grey' 'as HTJ2K' 'have another length' '65535×65535 pixels' \
    'truncated DICOM'; do
    grep -q "^  images/.*$found" summary.txt || fail "nothing skipped says '$found': $(cat summary.txt)"
done
grep -q '^modes: grey 12 bit 7$' summary.txt || fail "modes: $(cat summary.txt)"
dicom=$(grep '^DICOM:' summary.txt)
for count in 'files 7' 'PixelSpacing 1' 'ImagerPixelSpacing 1' 'no spacing 5' "grey by the file's window 7" 'burned-in annotations 1' \
    'burned-in annotations unknown 5' 'identity not said to be removed 6'; do
    [[ $dicom, == *" $count,"* ]] || fail "no '$count' in '$dicom'"
done
grep -q '^warning: 1 DICOM files say that annotations are burned into .*, 5 do not say' summary.txt || fail "no warning: $(cat summary.txt)"

/usr/bin/python3 - set/shard_00000.h5 <<'PYTHON' || fail "the shard has other spacings than the films"
import h5py, numpy, sys
with h5py.File(sys.argv[1]) as shard:
    on, spacing = shard["spacing_on"].asstr()[:].tolist(), shard["pixel_spacing"][:]
assert on == ["patient", "detector"] + [""] * 5, on
assert numpy.isnan(spacing[2:]).all() and numpy.allclose(spacing[:2], [[0.2, 0.3], [0.4, 0.5]]), spacing
PYTHON

# --window shapes the set and is kept: another is another set
"$GREN" prepare --archive archive --out minmax --size 64 --window minmax >minmax.txt 2>&1
grep -q "grey from least to greatest value 7" minmax.txt || fail "minmax: $(cat minmax.txt)"
grep -q '"window": *"minmax"' minmax/dataset.json && grep -q '"window": *"auto"' set/dataset.json || fail "dataset.json lacks the window"
cmp -s set/shard_00000.h5 minmax/shard_00000.h5 && fail "--window changes nothing"
refused 3 "was begun with 'window = auto', found 'window = 2000,3000'" \
    "$GREN" prepare --archive archive --out set --size 64 --window 2000,3000 --resume
refused 2 "--window lung: expected auto, file, minmax, or a center and a width" "$GREN" prepare --archive archive --out s --window lung
ranks 2 "$GREN" prepare --archive archive --out by2 --size 64 --shard-size 3 >/dev/null 2>words2.txt
"$GREN" prepare --archive archive --out by1 --size 64 --shard-size 3 >/dev/null 2>&1
diff -r by1 by2 || fail "the set depends on the number of ranks"

# the segmenter, and a network that learned nothing
"$GREN" segment apply --model "$weights" --images archive/images --out masks >segment.txt 2>&1 && fail "a film that is none was segmented"
rm -f archive/images/00000008_000.dcm archive/images/0000000[9]_000.dcm archive/images/0000001*_000.dcm
"$GREN" segment apply --model "$weights" --images archive/images --out masks --overlays overlays --threads 1 >segmented.txt 2>&1 || fail "$(cat segmented.txt)"
[ "$(ls masks/*.png | wc -l)" -eq 7 ] || fail "masks: $(ls masks)"
"$GREN" phantom --out small --images 12 --patients 6 --size 64 >/dev/null
"$GREN" prepare --archive small --lung-masks small/masks --out small_set --size 64 >/dev/null 2>&1
"$GREN" train --data small_set --run run --depth 18 --head-width 8 --threads 1 --max-steps 0 >/dev/null 2>&1
code=0
"$GREN" predict --run run --out found --threshold 0 films/plain.dcm films/frames.dcm films/two_heads >predict.txt 2>predict.err || code=$?
[ $code -eq 3 ] || fail "predict: $code, $(cat predict.err)"
[ "$(wc -l <found/scores.csv)" -eq 3 ] || fail "predict: $(cat found/scores.csv)"
grep -q 'frames.dcm has 3 frames' predict.err && [ -s found/sheets/plain.png ] || fail "predict: $(cat predict.txt predict.err)"

# Another window is another picture: for the segmenter, and for a network the one that prepare would store.
"$GREN" segment apply --model "$weights" --images archive/images --out other --overlays other_overlays --window minmax --threads 1 >/dev/null 2>&1
cmp -s overlays/00000002_000.png other_overlays/00000002_000.png && fail "segment apply has one window for all"
"$GREN" prepare --archive archive --out other_set --size 64 --window minmax >/dev/null 2>&1
"$GREN" predict --run run --out other_found --no-pictures --window minmax --dump other.safetensors archive/images/00000002_000.dcm >/dev/null 2>&1
/usr/bin/python3 - <<'PYTHON' || fail "predict sees another picture than prepare stores"
import h5py, json, numpy, struct
bytes_ = open("other.safetensors", "rb").read()
length = struct.unpack("<Q", bytes_[:8])[0]
entry = json.loads(bytes_[8:8 + length])["image"]
begin, end = entry["data_offsets"]
dtype = {"U8": "u1", "F32": "<f4"}[entry["dtype"]]
seen = numpy.frombuffer(bytes_[8 + length + begin:8 + length + end], dtype).reshape(64, 64)
names = [name.decode() for name in h5py.File("other_set/shard_00000.h5")["name"][:]]
stored = h5py.File("other_set/shard_00000.h5")["image"][names.index("00000002_000.png")]
auto = h5py.File("set/shard_00000.h5")["image"][names.index("00000002_000.png")]
assert (seen == stored).all() and (seen != auto).any()
PYTHON
refused 2 'predict: --window lung: expected auto' "$GREN" predict --run run --out none --window lung films/plain.dcm

# Patients that an archive's tables do not name, by a salted hash.
mkdir -p archive/rsna && cp films/plain.dcm films/inverse.dcm films/novoi.dcm archive/rsna/
printf 'patientId,x,y,width,height,Target\nplain,,,,,0\ninverse,,,,,0\nnovoi,,,,,0\n' >archive/rsna/stage_2_train_labels.csv
printf 0123456789abcdef >salt
"$GREN" import rsna --archive archive/rsna --out hashed --patient-salt salt >imported.txt
hash=$(printf '0123456789abcdef\0PLANTEDID' | sha256sum | cut -d' ' -f1)
[ "$(grep -c ",$hash," hashed/images.csv)" -eq 2 ] || fail "patients: $(cat hashed/images.csv)"
grep -q 'patient-salt: 2 images are of 1 patients' imported.txt && grep -q '1 of 3 images name no patient' imported.txt ||
    fail "import: $(cat imported.txt)"
refused 3 'patient-salt summary: cannot be read' "$GREN" import rsna --archive archive/rsna --out none --patient-salt summary
printf short >brief
refused 3 'patient-salt brief: found 5 bytes, expected at least 16' "$GREN" import rsna --archive archive/rsna --out none --patient-salt brief

# Nothing of a header: not in words, documents, shards (their texts are stored plainly), nor in pictures' metadata.
for planted in PLANTED PLNT 1.2.777777 17770707 077Y; do
    if grep -rlaF "$planted" --exclude-dir=films --exclude-dir=archive .; then fail "a header's '$planted' got out"; fi
done
echo "dicom ok"
