# launch/nih on phantoms in NIH's layout: from the archive to the page on two ranks, again for longer, and what it says of an
# archive that is not whole.
repository=$(cd "$(dirname "$0")/../.." && pwd)
source "$(dirname "$0")/common.sh"
export GREN GREN_RANKS=2
nih=$repository/launch/nih
"$GREN" phantom --out archive --images 48 --patients 24 --size 64 --annotated 0.8 --healthy 0.3 >/dev/null

# said PATTERN WORDS...: launch/nih --check with the words goes well and says so; told: is refused with code 2 and says so.
said() { "$nih" --check "${@:2}" >out.txt 2>&1 && grep -qE -- "$1" out.txt || fail "nih ${*:2}: expected /$1/: $(cat out.txt)"; }
told() {
    local code=0
    "$nih" --check "${@:2}" >out.txt 2>&1 || code=$?
    [ "$code" -eq 2 ] && grep -qE -- "^nih: $1" out.txt || fail "nih ${*:2} exits with $code, expected 2 and /$1/: $(cat out.txt)"
}

said 'archive: *archive: Data_Entry_2017_v2020.csv with 48 rows, BBox_List_2017.csv with [0-9]+ boxes, 48 films' archive
said 'chosen: .*ResNet-18 on films of 256² pixels, 1 epoch, 4 images a step, methods baseline gren' archive --device cpu
said 'weights: *random, .*resnet18-f37072fd.pth' archive --device cpu
said 'chosen: .*ResNet-50 on films of 96² pixels, 7 epochs, 6 images a step, methods gren' archive --epochs 7 --size=96 --depth 50 --nodes 6 --methods gren
touch resnet50-0676ba61.pth && said 'weights: *./resnet50-0676ba61.pth' archive --depth 50
[ ! -e nih ] || fail "--check wrote nih"
told "unknown option '--sice'" archive --sice 64
told "--epochs: found 'few', expected a number" archive --epochs few
told '--nodes 4: found 3 ranks, expected a number that divides it' archive --ranks 3
told '--epochs: found behind --' archive -- --epochs 4
told 'nowhere: found no such folder, expected .* NIH' nowhere
told '--device: found .tpu., expected auto, cpu or cuda' archive --device tpu

cp -r archive partial && rm partial/images/00000001_000.png && touch partial/images_003.tar.gz
said 'missing: *1 of 48 films, .*1 of its image files are not unpacked' partial
rm partial/BBox_List_2017.csv && told 'partial: found no BBox_List_2017.csv, .*https://nihcc' partial
rm partial/Data_Entry_2017_v2020.csv && told 'partial: found no Data_Entry_2017_v2020.csv' partial
gzip -c archive/Data_Entry_2017_v2020.csv >partial/Data_Entry_2017.csv.gz && gzip -c archive/BBox_List_2017.csv >partial/BBox_List_2017.csv.gz
rm -r partial/images && told 'partial: found no film, expected the 48 that Data_Entry_2017.csv.gz names; .*tar xzf' partial
echo "ok: archives that are not whole"

run() { "$nih" archive --out out --size 64 --device cpu "$@" -- --width 8 --grid 8 --head-width 16 --threads 1 >log.txt 2>&1 || fail "nih: $(cat log.txt)"; }
steps() { wc -l <"out/runs/$1/metrics.jsonl"; }
run
[ "$(steps baseline)" -eq 8 ] && [ "$(steps gren)" -eq 8 ] || fail "steps of an epoch of 30 images: $(steps baseline), $(steps gren)"
for method in baseline gren; do grep -q "$method" out/report/report.md || fail "the page has no $method: $(cat out/report/report.md)"; done
grep -qE '^gren: boxes .*: T=0.5 [0-9.]+  T=0.7 [0-9.]+$' log.txt || fail "no figures at the end: $(tail -5 log.txt)"
grep -qx 'graph-reduction = sum' out/runs/gren/config.ini || fail "not the paper's setting: $(cat out/runs/gren/config.ini)"
head -1 out/runs/gren/metrics.jsonl >first.txt
touch started
run
[ "$(grep -c '^done by an earlier start' log.txt)" -eq 3 ] || fail "what is done is done again: $(cat log.txt)"
[ -z "$(find out/runs out/shards -newer started -name '*.json' ! -path '*/splits/*' -o -newer started -name '*.h5')" ] || fail "what is done is written again"
run --epochs 2
[ "$(steps gren)" -eq 16 ] && head -1 out/runs/gren/metrics.jsonl | cmp - first.txt || fail "two epochs did not go on from the first: $(steps gren)"
[ "$(grep -c '^done by an earlier start' log.txt)" -eq 1 ] && [ out/runs/gren/evaluation.json -nt started ] || fail "the longer run is not evaluated: $(cat log.txt)"
echo "ok: to the page, and on"

# GPUs, by an nvidia-smi that lists two: taken by a gren that can use them, and no gren goes on without a word.
mkdir gpus
printf '#!/bin/sh\necho "GPU 0: one"; echo "GPU 1: two"\n' >gpus/nvidia-smi
printf '#!/bin/sh\necho "{\\"ranks\\": [{\\"device\\": \\"cuda:0 one\\"}]}"\n' >gpus/gren
chmod +x gpus/*
unset GREN_RANKS
PATH=$PWD/gpus:$PATH GREN=$PWD/gpus/gren said 'device: *2 GPUs .* that train: 2' archive
grep -qE 'ResNet-50 on films of 512² pixels, 3 epochs' out.txt && grep -q -- '--device cuda --precision bf16' out.txt || fail "on GPUs: $(cat out.txt)"
printf '#!/bin/sh\necho "{\\"ranks\\": [{\\"device\\": \\"cpu\\"}]}"\n' >gpus/gren
PATH=$PWD/gpus:$PATH GREN=$PWD/gpus/gren told '.*gren: found 2 GPUs that it cannot use; ./launch/build cuda-release' archive
PATH=$PWD/gpus:$PATH GREN=$PWD/gpus/gren said 'device: *no GPU' archive --device cpu
echo "nih ok"
