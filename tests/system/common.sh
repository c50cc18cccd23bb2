# Shared by the whole-program tests; sourced with GREN (the binary) and MPIRUN set by CMake.
set -euo pipefail
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMP_NUM_THREADS=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

ranks() {
    local n=$1
    shift
    "$MPIRUN" --oversubscribe --bind-to none -n "$n" "$@"
}

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

# until_step RUN N: waits until the metrics hold N lines.
until_step() {
    for _ in $(seq 300); do
        [ "$(cat "$1/metrics.jsonl" 2>/dev/null | wc -l)" -ge "$2" ] && return
        sleep 0.1
    done
    fail "$1 never came to step $2: $(cat ./*.out ./*.txt 2>/dev/null)"
}

# same_as_whole RUN: the weights and the loss of every step are those of the unbroken run in `whole`.
same_as_whole() {
    cmp whole/model.safetensors "$1/model.safetensors" || fail "$1 ends with other weights than an unbroken run"
    step_losses() { sed 's/.*"step":\([0-9]*\).*"loss":\([^,]*\),.*/\1 \2/' "$1/metrics.jsonl"; }
    cmp <(step_losses whole) <(step_losses "$1") || fail "$1 took other steps than an unbroken run"
}

# refused CODE PATTERN COMMAND...: exits with CODE and says one sentence that matches PATTERN.
refused() {
    local code=$1 pattern=$2 found=0
    shift 2
    "$@" >out.txt 2>err.txt || found=$?
    [ "$found" -eq "$code" ] || fail "$* exited with $found, expected $code: $(cat err.txt)"
    grep -qE -- "$pattern" err.txt || fail "$* said '$(cat err.txt)', expected /$pattern/"
    [ "$(grep -cE '^gren( [a-z]+)*: ' err.txt)" -eq 1 ] || fail "$* said more than one sentence: $(cat err.txt)"
    echo "ok: $(grep '^gren' err.txt)"
}
