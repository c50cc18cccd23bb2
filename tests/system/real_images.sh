# The main job on real radiographs, small: lungs by the weights that ship, shards, training on two ranks with the paper's
# network, scores, overlays; beside it a segmenter trained for a moment. NIH_DIR and LUNGS_DIR name the folders; registered only where they lie.
source "$(dirname "$0")/common.sh"

weights=$(cd "$(dirname "$0")/../.." && pwd)/dataio/lung_weights/lungs.safetensors
mkdir images masks
for name in 0000 0001 0003 0010 0011 0013 0014 0018; do
    [ -e "$LUNGS_DIR/images/$name.jpg" ] || continue
    cp "$LUNGS_DIR/images/$name.jpg" images/ && cp "$LUNGS_DIR/masks/$name.png" masks/
done
"$GREN" segment train --images images --masks masks --out lungs.safetensors --size 64 --channels 8 --epochs 2 --held-out 0.3 --threads 1
mkdir -p archive/images
cp "$NIH_DIR"/*.csv.gz archive/
zcat "$NIH_DIR/BBox_List_2017.csv.gz" | cut -d, -f1 | sort -u >boxed.txt
for name in $(cat boxed.txt) $(ls "$NIH_DIR/images" | head -12); do
    [ -e "$NIH_DIR/images/$name" ] && cp "$NIH_DIR/images/$name" archive/images/
done
ranks 2 "$GREN" prepare --archive archive --lung-model "$weights" --out set --size 96 --shard-size 8 | tee summary.txt
grep -qE '^images: (1[2-9]|2[0-9]) of 112120 rows' summary.txt || fail "summary"
grep -qE '^boxes: .*Pneumonia 2' summary.txt || fail "boxes of the real list"
ranks 2 "$GREN" train --data set --run run --head-width 16 --batch-per-rank 2 --max-steps 2 --lr 0.0001 --threads 1
"$GREN" evaluate --data set --run run --overlays 7 --threads 1 | tee table.txt
grep -qE '^Pneumonia .* [0-9]/2' table.txt || fail "no row for Pneumonia's two boxes"
[ "$(ls run/overlays/*.png | wc -l)" -eq 7 ] || fail "overlays"
# The experiments' commands on the same images: with 7 boxes a smoke test, no result.
printf 'participation = all\nnodes = 4\nmethod = baseline gren\n' >real.plan
"$GREN" ablate real.plan --data set --runs runs -- --head-width 16 --max-steps 2 --lr 0.0001 --threads 1 | tee ablation.txt
grep -qE '^gren_.* 1 .*0\.[0-9]{3}' ablation.txt || fail "ablation"
"$GREN" report runs --data set --out page
grep -q 'Pneumonia, 0.*png' page/report.html || fail "no Pneumonia in the galleries"
echo "real images ok"
