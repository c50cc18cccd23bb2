#!/usr/bin/env bash
# train.sh FAKE GREN: gren train and evaluate, the whole program, on fake GPUs: every step's loss and gradient norm are those of
# the CPU, roughly, with a step ahead of the host, without momentum, by graphs, and where steps are skipped.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
fake=$1 gren=$2
source "$here/../../launch/environment"
source "$here/../../launch/options"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export OMP_NUM_THREADS=1 GREN_FAKE_CUDA_DEVICES=2
{
    "$fake" "$gren" phantom --out archive --images 24 --patients 12 --size 64
    "$fake" "$gren" prepare --archive archive --lung-masks archive/masks --out set --size 64
} >said 2>&1 || { cat said; exit 1; }
train=(train --data set --batch-per-rank 2 --depth 18 --width 8 --max-steps 7 --threads 1 --checkpoint-every 3)
ranks() {
    local n=$1
    shift
    mpirun --oversubscribe --bind-to none -x GREN_FAKE_CUDA_DEVICES -n "$n" "$@" >>said 2>&1 || { tail -20 said; exit 1; }
}
# same NAME RANKS OPTIONS...: on the CPU and on the fake.
same() {
    local name=$1 n=$2
    shift 2
    given --lr "$@" || set -- "$@" --lr 1e-7
    ranks "$n" "$fake" "$gren" "${train[@]}" --device cpu --run "cpu_$name" "$@"
    ranks "$n" "$fake" "$gren" "${train[@]}" --device cuda --run "gpu_$name" "$@"
    python3 - "$name" <<'END'
import json, math, sys
cpu, gpu = ([json.loads(line) for line in open(f"{where}_{sys.argv[1]}/metrics.jsonl")] for where in ("cpu", "gpu"))
assert [row["step"] for row in gpu] == [row["step"] for row in cpu] == list(range(7)), (sys.argv[1], len(gpu))
for a, b in zip(cpu, gpu):
    # Rounding flips ReLUs of whole areas of one value: gradients differ by more than losses.
    for key, most in (("loss", 2e-3), ("localization", 2e-3), ("inter", 2e-3), ("gradient_norm", 3e-2)):
        both = a[key], b[key]
        assert both == (None, None) or math.isclose(*both, rel_tol=most), (sys.argv[1], a["step"], key, both)
END
    echo "ok: $name"
}
same default 2
same without_momentum 1 --momentum 0
same clipped 1 --clip-norm 1
same agreeing 2 --agree-every 2
same graphs 2 --cuda-graph
# A rate that makes everything infinite: the steps behind the first are skipped on both.
same skipped 1 --lr 1e30 --non-finite skip --skip-limit 100
ranks 1 "$fake" "$gren" evaluate --data set --run gpu_default --overlays 0 --device cuda
ranks 1 "$fake" "$gren" evaluate --data set --run cpu_default --overlays 0 --device cpu
echo "train on fake GPUs ok"
