# An MPI call that returns an error, of each kind that a job makes, at its first call and amid the job: the error is said once, with
# the call and the rank, all ranks end in time, and nothing is left. MPI_ERROR names the preloaded library (tests/fault/mpi_error.c).
source "$(dirname "$0")/common.sh"

"$GREN" phantom --out archive --images 16 --patients 8 --size 64 --annotated 0.8 >/dev/null
preparing=(prepare --archive archive --lung-masks archive/masks --size 64 --shard-size 2 --timeout 10 --out)
"$GREN" "${preparing[@]}" set >/dev/null 2>&1
training=(train --data set --depth 18 --width 8 --head-width 8 --lr 0.00002 --threads 1 --batch-per-rank 4 --max-steps 2
    --graph-path sharded-gram --timeout 10 --run)
examining=(doctor --run)

# An unbroken job of each kind says how often rank 1 makes which call.
GREN_MPI_CALLS=$work/train LD_PRELOAD=$MPI_ERROR ranks 2 "$GREN" "${training[@]}" whole >/dev/null 2>&1
GREN_MPI_CALLS=$work/prepare LD_PRELOAD=$MPI_ERROR ranks 2 "$GREN" "${preparing[@]}" whole_set >/dev/null 2>&1
GREN_MPI_CALLS=$work/doctor LD_PRELOAD=$MPI_ERROR ranks 2 "$GREN" "${examining[@]}" . >/dev/null 2>&1
for call in MPI_Iallreduce MPI_Iallgatherv MPI_Ialltoallv MPI_Ibarrier MPI_Test MPI_Ibcast; do
    grep -q "^$call " train.1 || fail "training no longer makes $call: $(cat train.1)"
done
for call in MPI_Send MPI_Recv; do grep -q "^$call " prepare.1 || fail "preparing no longer makes $call: $(cat prepare.1)"; done
grep -q "^MPI_Ireduce_scatter " doctor.1 || fail "doctor no longer makes MPI_Ireduce_scatter: $(cat doctor.1)"

ranks_left() { pgrep -f "$work/.*broken" || true; }

# broken KIND CALL COUNT COMMAND...: what that job does when the call fails on rank 1.
broken() {
    local cell="$1: call $3 of $2" call=$2 code=0 error=$2:$3:1
    shift 3
    rm -rf broken
    SECONDS=0
    GREN_MPI_ERROR=$error LD_PRELOAD=$MPI_ERROR ranks 2 "$GREN" "$@" "$work/broken" >out.txt 2>err.txt </dev/null || code=$?
    [ $code -ne 0 ] || fail "$cell: went unnoticed: $(cat err.txt)"
    [ $SECONDS -lt 60 ] || fail "$cell: took $SECONDS s to end"
    local said="$call failed on rank 1: MPI_ERR_OTHER"
    [ "$call" != MPI_Init_thread ] || said="$call failed: error" # before it nobody has a rank
    [ "$(grep -c "^gren: \(.*: \)\?$said" err.txt)" -eq 1 ] && [ "$(grep -c ^gren err.txt)" -eq 1 ] || fail "$cell: $(cat err.txt)"
    [ -z "$(ranks_left)" ] || fail "$cell: ranks are left: $(ranks_left)"
    [ ! -e broken/model.safetensors ] && [ ! -e broken/dataset.json ] || fail "$cell: left a whole result"
    echo "ok: $cell: $code, $(grep -E "^gren" err.txt | cut -c1-150)"
}

# try_each CALLS KIND COMMAND...: each call of the file CALLS that the kinds before did not make: all jobs begin alike.
: >tried
try_each() {
    local calls=$1 kind=$2
    shift 2
    while read -r call count; do
        grep -qx "$call" tried && continue
        echo "$call" >>tried
        broken "$kind" "$call" 1 "$@"
        # How often a rank asks for what is not done yet is chance: at least sixty times.
        [ "$count" -lt 8 ] || broken "$kind" "$call" $((count < 120 ? count / 2 : 60)) "$@"
    done <"$calls"
}
try_each train.1 train "${training[@]}"
try_each prepare.1 prepare "${preparing[@]}"
try_each doctor.1 doctor "${examining[@]}"
