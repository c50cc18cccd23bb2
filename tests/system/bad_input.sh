# Bad input: one sentence that names file, what was found and what was expected; an exit code; nothing half-written.
source "$(dirname "$0")/common.sh"

"$GREN" --version | grep -qE '^libtorch [0-9.]+, Open MPI [0-9.]+, HDF5 [0-9.]+, OpenCV [0-9.]+$' || fail "--version: $("$GREN" --version)"
refused 2 "unknown command 'trian'" "$GREN" trian
mkdir alone && cp "$GREN" alone/
refused 1 "alone/gren-engine: cannot be started .*expected beside gren the program that 'train' runs in" alone/gren train --help
refused 2 "unknown option '--imags', did you mean '--images'" "$GREN" phantom --out p --imags 3
refused 2 "--images 0: expected at least 1" "$GREN" phantom --out p --images 0
refused 2 "--method grenn: expected one of attention, baseline" "$GREN" train --data x --run y --method grenn
refused 2 "--depth 34: expected 18, 50 or 121" "$GREN" train --data x --run y --depth 34
refused 2 "--width 0: expected at least 1" "$GREN" train --data x --run y --width 0
refused 2 "--probe-every -1: expected 0 or more" "$GREN" train --data x --run y --probe-every=-1
refused 2 "--probe-every 5: expected 0 unless --accumulate 1 and --precision fp32" \
    "$GREN" train --data x --run y --probe-every 5 --precision bf16
refused 2 "--probe-every 5: expected 0 together with --trace" "$GREN" train --data x --run y --probe-every 5 --trace 1
refused 2 "--unilateral 1.5: expected a share between 0 and 1" "$GREN" phantom --out p --unilateral 1.5
refused 2 "--patients 9: expected 1 to the number of images, 8" "$GREN" phantom --out p --images 8 --patients 9
refused 2 "--participation all: .*expected every" "$GREN" split --data x --participation all
printf '\xef\xbb\xbfdata = x\r\nrun = y\r\nmethod = grenn\r\n' >train.ini
refused 2 "^gren: train.ini:3: .*--method grenn: expected one of" "$GREN" train --config train.ini
printf 'data = x\nmetod = gren\n' >train.ini
refused 2 "train.ini:2: unknown option 'metod', did you mean 'method'" "$GREN" train --config train.ini
refused 2 "--builds 9: expected 0 to the number of patients" "$GREN" phantom --out p --builds 9 --patients 8
refused 2 "--prevalence mimic: expected balanced or nih" "$GREN" phantom --out p --prevalence mimic
refused 2 "--label-noise -0.1: expected a share between 0 and 1" "$GREN" phantom --out p --label-noise -0.1
refused 2 "--shared-disease 0.5: expected --builds beside it" "$GREN" phantom --out p --shared-disease 0.5
refused 2 "--persistence 0.5: expected fewer --patients than --images" "$GREN" phantom --out p --persistence 0.5 --images 9
refused 2 "--co-occurrence 1: expected 0 beside --unilateral 1" "$GREN" phantom --out p --co-occurrence 1 --unilateral 1
refused 2 "--unilateral 0.5: expected 0 beside --prevalence nih" "$GREN" phantom --out p --prevalence nih --unilateral 0.5
refused 2 "--kind paintings: expected chests or textures" "$GREN" phantom --out p --kind paintings
refused 2 "--healthy is of chests, and --kind is textures" "$GREN" phantom --out p --kind textures --healthy 0.2
refused 2 "--asymmetry is of chests, and --kind is textures" "$GREN" phantom --out p --kind textures --asymmetry
refused 2 "--accumulate 2: expected 1 unless --batch-norm frozen" "$GREN" train --data x --run y --accumulate 2
refused 2 "--graph-path ring: expected auto" "$GREN" train --data x --run y --graph-path ring
refused 2 "--communication-dtype fp8: expected fp32 or bf16" "$GREN" train --data x --run y --communication-dtype fp8
refused 2 "--precision fp16: expected fp32, tf32 or bf16" "$GREN" train --data x --run y --precision fp16
refused 2 "--cuda-graph both it and --recompute: expected one of them" "$GREN" train --data x --run y --cuda-graph --recompute
refused 2 "--trace -1: expected 0 or more" "$GREN" train --data x --run y --trace=-1
refused 2 "--warm-up -1: expected 0 or more" "$GREN" train --data x --run y --warm-up=-1
refused 2 "--clip-norm -0.5: expected 0 or a positive number" "$GREN" train --data x --run y --clip-norm=-0.5
refused 2 "--clip-norm inf: expected 0 or a positive number" "$GREN" train --data x --run y --clip-norm inf
refused 2 "--clip-norm nan: expected 0 or a positive number" "$GREN" train --data x --run y --clip-norm nan
refused 2 "lung background 'white' is unknown; expected black or grey" "$GREN" train --data x --run y --lung-background white
refused 2 "--lung-background grey: expected black unless --lung-features forward" "$GREN" train --data x --run y --lung-background grey
refused 2 "--loader-threads 0: expected at least 1" "$GREN" doctor --loader-threads 0
refused 2 "--device gpu: expected auto, cpu or cuda" "$GREN" train --data x --run y --device gpu
# Before any data is read, by every command that computes: there is no GPU here, or this build has no use for one.
for command in "train --data x --run y" "evaluate --data x --run y" "predict --run y --out z i.png" doctor; do
    # shellcheck disable=SC2086
    CUDA_VISIBLE_DEVICES='' refused 2 "gren ${command%% *}: --device cuda: .*--device cpu computes without one" "$GREN" $command --device cuda
done
refused 2 "--timeout 0: expected more than 0 seconds" "$GREN" prepare --archive a --out b --timeout 0
refused 3 "nowhere/dataset.json" "$GREN" doctor --data nowhere
SLURM_STEP_NUM_TASKS=4 refused 1 "srun started 4 tasks, but MPI found a world of 1 rank" "$GREN" doctor
# What launchers of other MPIs set for one of four ranks: Hydra (MPICH, Intel MPI), MVAPICH, PRRTE, Open MPI of another build.
for told in PMI_SIZE=4:4 PMI_RANK=3:4 MPI_LOCALNRANKS=4:4 MPI_LOCALRANKID=1:2 MV2_COMM_WORLD_SIZE=4:4 PMIX_RANK=2:3 \
    OMPI_COMM_WORLD_SIZE=4:4; do
    refused 1 "^gren: ${told%%=*} tells of ${told#*:} ranks or more, but MPI found a world of 1 rank" \
        env "${told%:*}" "$GREN" doctor
done
PMI_SIZE=4 refused 1 "PMI_SIZE tells of 4 ranks" "$GREN" prepare --archive a --out b
PMI_SIZE=1 PMI_RANK=0 MPI_LOCALNRANKS=1 "$GREN" doctor >/dev/null || fail "refused as the only rank of another launcher"
PMI_SIZE=4 ranks 2 "$GREN" doctor >/dev/null || fail "refused under mpirun in a shell of another launcher"
refused 2 "--ranks 0: expected at least 1" "$GREN" doctor --graph --ranks 0
refused 2 "exclude each other" "$GREN" prepare --archive a --out b --lung-masks c --chexmask d

"$GREN" phantom --out archive --images 12 --patients 4 --size 96 >/dev/null
refused 3 "archive: .*not.* empty" "$GREN" phantom --out archive

# archives
mkdir empty
refused 3 "nowhere" "$GREN" prepare --archive nowhere --out s
refused 3 "empty" "$GREN" prepare --archive empty --out s
cp -r archive headless && sed -i '1s/Finding Labels/Findings/' headless/Data_Entry_2017_v2020.csv
refused 3 "Data_Entry_2017_v2020.csv.*Finding Labels" "$GREN" prepare --archive headless --out s
cp -r archive unknown && sed -i '2s/,[^,]*,/,Dragonpox,/' unknown/Data_Entry_2017_v2020.csv
refused 3 "Dragonpox" "$GREN" prepare --archive unknown --out s
cp -r archive imageless && rm imageless/images/*.png
refused 3 "imageless" "$GREN" prepare --archive imageless --out s
[ ! -e s ] || fail "a refused archive left a data set"

# single bad images are counted, not fatal; a box that no image can hold is
cp -r archive partial
images=(partial/images/*.png)
rm "${images[0]}"
: >"${images[1]}"
head -c 200 "${images[2]}" >t && mv t "${images[2]}"
cp partial/BBox_List_2017.csv boxes.csv
row=$(($(wc -l <boxes.csv) + 1))
echo "${images[4]##*/},Hernia,10,10,0,5,,," >>partial/BBox_List_2017.csv
refused 3 "BBox_List_2017.csv:$row: the box of Hernia has width 0 and height 5" "$GREN" prepare --archive partial --out partial_set
cp boxes.csv partial/BBox_List_2017.csv
echo "${images[3]##*/},Mass,90,90,7,6.5,,," >>partial/BBox_List_2017.csv
cp -r partial shifted
echo "${images[3]##*/},Mass,90,90,40,4,,," >>shifted/BBox_List_2017.csv
refused 3 "BBox_List_2017.csv:$((row + 1)): the box x 90, y 90, width 40, height 4 leaves its image of 96×96 pixels; .*--box-frame WxH" \
    "$GREN" prepare --archive shifted --out partial_set
refused 2 "--box-frame 192: expected width x height in pixels" "$GREN" prepare --archive shifted --out partial_set --box-frame 192
[ ! -e partial_set ] || fail "boxes that were refused left a data set"
"$GREN" prepare --archive shifted --out halved --size 64 --box-frame 192x192 >summary.txt 2>/dev/null
head -1 summary.txt | grep -q '^no lungs: the methods with a graph .* nothing to compare' || fail "summary: $(cat summary.txt)"
refused 3 "--method gren: of the 9 training images 0 have lungs .*--method baseline" "$GREN" train --data halved --run r --depth 18
[ ! -e r ] || fail "a run without lungs left a folder"
mkdir unmatched && for mask in archive/masks/*.png; do cp "$mask" "unmatched/$(basename "$mask" .png)_mask.png"; done
refused 3 "unmatched holds no mask of any of the 11 images, expected $(basename "${images[1]}")" \
    "$GREN" prepare --archive partial --lung-masks unmatched --out partial_set
"$GREN" prepare --archive partial --lung-masks partial/masks --out partial_set --size 64 >summary.txt 2>/dev/null
grep -q '^images: 9 of 12 rows (1 rows without' summary.txt || fail "summary: $(cat summary.txt)"
grep -q '^skipped: 2' summary.txt || fail "summary: $(cat summary.txt)"
grep -q "clipped at the border: 1, without" summary.txt || fail "summary: $(cat summary.txt)"

# data sets
"$GREN" prepare --archive archive --lung-masks archive/masks --out set --size 64 >/dev/null 2>&1
refused 3 "set: exists and is not an empty folder" "$GREN" prepare --archive archive --out set
refused 3 "nowhere" "$GREN" train --data nowhere --run r
tiny=(--depth 18 --head-width 8 --threads 1)
refused 2 "--precision tf32: found a CPU, expected a GPU" "$GREN" train --data set --run r --precision tf32 "${tiny[@]}"
"$GREN" train --data set --run uncaptured --max-steps 1 --cuda-graph "${tiny[@]}" 2>err.txt || fail "train --cuda-graph on a CPU: $(cat err.txt)"
grep -q -- "^--cuda-graph: not used: the CPU" err.txt || fail "no word of the CUDA graph: $(cat err.txt)"
refused 3 "100" "$GREN" train --data set --run r --batch-per-rank 100 "${tiny[@]}"
cp -r set torn && truncate -s 5000 torn/shard_00000.h5
refused 3 "torn/shard_00000.h5" "$GREN" inspect torn
cp -r set text && echo "no HDF5" >text/shard_00000.h5
refused 3 "text/shard_00000.h5" "$GREN" inspect text
cp -r set version && sed -i 's/"version": *4/"version": 3/' version/dataset.json
refused 3 "version/dataset.json: found .* version 3, expected .* version 4; run gren prepare again, into a new folder" "$GREN" inspect version
cp -r set flipped && printf '\xff' | dd of=flipped/shard_00000.h5 bs=1 seek=20000 conv=notrunc status=none
refused 3 "flipped/shard_00000.h5|shard_00000.h5" "$GREN" inspect flipped --verify

cp -r set gone && rm gone/shard_00000.h5
refused 3 "gone/shard_00000.h5: cannot open: No such file" "$GREN" train --data gone --run r "${tiny[@]}"
cp -r archive relabeled && sed -i '2s/,[^,]*,/,Hernia,/' relabeled/Data_Entry_2017_v2020.csv
"$GREN" prepare --archive relabeled --lung-masks relabeled/masks --out other --size 64 >/dev/null 2>&1
cp -r set foreign && cp other/shard_00000.h5 foreign/
refused 3 "foreign/shard_00000.h5: everything but its pixels" "$GREN" train --data foreign --run r "${tiny[@]}"
refused 3 "foreign/shard_00000.h5: everything but its pixels" "$GREN" inspect foreign
cp -r set spoilt
offset=$(sed -n 's/.*"image_offset": *\([0-9]*\).*/\1/p' spoilt/dataset.json)
byte=$(od -An -tu1 -j $((offset + 64 * 64 + 100)) -N1 spoilt/shard_00000.h5)
printf "\\$(printf %o $((byte ^ 1)))" | dd of=spoilt/shard_00000.h5 bs=1 seek=$((offset + 64 * 64 + 100)) conv=notrunc status=none
second=$(ls archive/images | sed -n 2p)
refused 3 "spoilt/shard_00000.h5: sample '$second': pixels have checksum" "$GREN" train --data spoilt --run r5 --batch-per-rank 12 "${tiny[@]}"

# runs and weights
"$GREN" train --data set --run run "${tiny[@]}" --max-steps 0 >/dev/null 2>&1
refused 3 "run: exists and is not an empty folder, it holds a finished run" "$GREN" train --data set --run run "${tiny[@]}"
flock run/lock sleep 30 &
holder=$!
until ! flock -n run/lock true; do :; done
refused 3 "run/lock: another process is at work in this folder" "$GREN" train --data set --run run "${tiny[@]}" --resume auto
kill $holder
refused 3 "conv1.weight|layer" "$GREN" train --data set --run r2 --depth 50 --threads 1 --init run/model.safetensors
head -c 1000 run/model.safetensors >half.safetensors
refused 3 "half.safetensors" "$GREN" train --data set --run r3 "${tiny[@]}" --init half.safetensors
refused 3 "run: is a folder; give a file of weights" "$GREN" train --data set --run r3 "${tiny[@]}" --init run
for command in "evaluate --data set" "predict --out f a.png"; do
    # shellcheck disable=SC2086
    refused 3 "nowhere: is no folder; expected the folder of a run" "$GREN" $command --run nowhere
    # shellcheck disable=SC2086
    refused 3 "empty: holds no run" "$GREN" $command --run empty
done
# A start that fails before its first step leaves no folder, and one that was killed there is in nobody's way.
for run in r r2 r3 r5; do [ ! -e $run ] || fail "a failed start left $run: $(ls $run)"; done
mkdir made
refused 3 "spoilt/shard_00000.h5" "$GREN" train --data spoilt --run made --batch-per-rank 12 "${tiny[@]}"
[ -d made ] && [ -z "$(ls made)" ] || fail "a failed start left in a folder that was there: $(ls -d made made/*)"
mkdir left
echo 'lr = 7' >left/config.ini
: >left/lock >left/metrics.jsonl
"$GREN" train --data set --run left "${tiny[@]}" --max-steps 0 2>err.txt || fail "a killed start is in the way: $(cat err.txt)"
grep -q '^left: held a start that came to no step; starting anew' err.txt || fail "no word of the start before: $(cat err.txt)"
grep -qx 'lr = 0.001' left/config.ini || fail "config.ini is that of the start before: $(cat left/config.ini)"
mkdir foreign_run
touch foreign_run/config.ini foreign_run/thesis.tex
refused 3 "foreign_run: exists and is not an empty folder" "$GREN" train --data set --run foreign_run "${tiny[@]}"
[ -e foreign_run/thesis.tex ] || fail "train removed what is not its own"
refused 2 "--bootstrap -1: expected 0 or more" "$GREN" evaluate --data set --run run --bootstrap -1
refused 2 "--overlays -1: expected 0 or more" "$GREN" evaluate --data set --run run --overlays -1
cp -r run bare && rm bare/config.ini
refused 3 "bare/config.ini: cannot be opened" "$GREN" evaluate --data set --run bare --threads 1
"$GREN" prepare --archive archive --lung-masks archive/masks --out large --size 96 >/dev/null 2>&1
refused 3 "large: has the 14 classes .* at 96²; the run was trained on the 14 classes .* at 64²" "$GREN" evaluate --data large --run run
[ ! -e run/evaluation.json ] && [ ! -e run/boxes.csv ] || fail "a refused evaluation left files"
[ ! -e r3/model.safetensors ] || fail "a refused run left a model"
refused 3 "notes.txt" "$GREN" predict --run run --out f notes.txt

# single images: one that cannot be read costs only itself, one name in two folders is two names, one name for two is refused
image=$(ls archive/images | head -1)
mkdir a b
cp archive/images/"$image" a/x.png
cp archive/images/"$(ls archive/images | tail -1)" b/x.png
code=0
"$GREN" predict --run run --out several --region-above 1e-9 --threshold 0 a/x.png notes.txt nowhere.png b/x.png >out.txt 2>err.txt || code=$?
[ "$code" -eq 3 ] || fail "predict of good and bad images exits with $code: $(cat err.txt)"
[ "$(grep -cE '^gren predict: (notes.txt|nowhere.png) ' err.txt)" -eq 2 ] || fail "not two bad ones named: $(cat err.txt)"
grep -q '^2 of 4 films could not be read' err.txt || fail "no count of the bad ones: $(cat err.txt)"
[ "$(tail -n +2 several/scores.csv | cut -d, -f1 | xargs)" = "a/x.png b/x.png" ] || fail "scores.csv: $(cat several/scores.csv)"
[ "$(ls several/sheets several/overlays/Mass | xargs)" = "several/overlays/Mass: a_x.png b_x.png several/sheets: a_x.png b_x.png" ] ||
    fail "pictures: $(ls several/sheets several/overlays/Mass)"
cmp -s several/sheets/a_x.png several/sheets/b_x.png && fail "two patients have one picture"
"$GREN" predict --run run --out first --region-above 1e-9 --threshold 0 a/x.png >/dev/null 2>&1
cmp first/overlays/Mass/x.png several/overlays/Mass/a_x.png || fail "a picture under another's name"
refused 2 "p_a/x.png and q/p/p_a_x.png: pictures of both would have one name" "$GREN" predict --run run --out twice p_a/x.png p_b/x.png q/p/p_a_x.png
[ ! -e twice ] || fail "a refused predict wrote $(ls twice)"

# what is printed and cannot be written is no success
full() { "$GREN" "$@" >/dev/full; }
closed() { "$GREN" "$@" >&-; }
for command in "--help" "--version" "inspect set" "train --help" "predict --run run --out unprinted a/x.png" "doctor --graph"; do
    # shellcheck disable=SC2086
    refused 1 "^gren: standard output could not be written \(.*\): what was printed is not whole" full $command
done
refused 1 "standard output could not be written" closed inspect set

# one rank's failure ends them all, soon
timeout 60 "$MPIRUN" --oversubscribe --bind-to none -n 2 "$GREN" train --data nowhere --run r4 >out.txt 2>err.txt && fail "accepted"
grep -q "nowhere" err.txt || fail "no sentence under mpirun: $(cat err.txt)"

# disk full: a file system of 1 MiB, where we may mount one
if mkdir -p tiny_disk && mount -t tmpfs -o size=1m none tiny_disk 2>/dev/null; then
    trap 'umount "$work/tiny_disk"; rm -rf "$work"' EXIT
    refused 3 "tiny_disk" "$GREN" phantom --out tiny_disk/p --images 200 --size 128
    rm -rf tiny_disk/*
    refused 3 "tiny_disk" "$GREN" prepare --archive archive --out tiny_disk/s --size 512
    [ ! -e tiny_disk/s/dataset.json ] || fail "a full disk left a data set"
    [ -z "$(ls tiny_disk/s | grep '\.h5$')" ] || fail "a full disk left a shard under its final name"
fi
echo "bad input ok"
