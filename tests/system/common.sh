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
