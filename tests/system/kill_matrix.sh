# The kill matrix: a fault at a phase of a job on two ranks; the job ends in time, leaves no process, and what follows ends
# with the bytes of an unbroken run. FAULT names the preloaded library (tests/fault/fault.c); CELLS, "FAULT:PHASE …", is a
# choice (default: one cell of each fault and of each phase), CELLS=all takes every sensible one.
source "$(dirname "$0")/common.sh"

"$GREN" phantom --out archive --images 16 --patients 8 --size 96 --annotated 0.8 >/dev/null
preparing=(prepare --archive archive --lung-masks archive/masks --size 64 --shard-size 2 --timeout 5)
"$GREN" "${preparing[@]}" --out set >/dev/null 2>&1
training=(train --data set --depth 18 --head-width 8 --lr 0.00002 --epochs 1 --threads 1 --batch-per-rank 1
    --checkpoint-every 2 --graph-path sharded-gram --timeout 5)
evaluating=(evaluate --data set --overlays 0 --threads 1 --timeout 5)

# Where each phase lies: the calls of an unbroken job of each kind, rank by rank.
traced() { GREN_FAULT=any:0:TRACE:0 GREN_FAULT_TRACE="$work/$1" LD_PRELOAD=$FAULT ranks 2 "$GREN" "${@:2}" >/dev/null 2>&1; }
traced train "${training[@]}" --run whole
traced prepare "${preparing[@]}" --out traced_set
cp -r whole evaluated && traced evaluate "${evaluating[@]}" --run evaluated
cmp set/dataset.json traced_set/dataset.json || fail "preparing is not repeatable"

# nth_before CALL MARK K RANK: how many CALLs the rank makes before its K-th MARK.
nth_before() { awk -v call="$1" -v mark="$2" -v k="$3" '$1 == mark && ++seen == k {print n + 0; exit} $1 == call {n++}' "train.$4"; }
calls_of() { grep -c "^$1\$" "$2"; }

# place PHASE RANK: "CALL:COUNT", in the fifth of 8 steps of training. A step is an all-gather of hashes, an all-reduce for
# each batch norm, an all-to-all of features, one of their gradients, an all-reduce for each batch norm and bucket of
# gradients, and, when the update is done, one on whether a signal came. Opening a data set reads it, too: samples come last.
place() {
    case $1 in
        joining) echo "MPI_Init_thread:1" ;;
        leaving) echo "MPI_Finalize:1" ;;
        loading) echo "pread:$(($(calls_of pread train.$2) - 5))" ;;
        forward) echo "MPI_Iallreduce:$(nth_before MPI_Iallreduce MPI_Ialltoallv 9 $2)" ;;
        gather) echo "MPI_Ialltoallv:9" ;;
        backward) echo "MPI_Iallreduce:$(($(nth_before MPI_Iallreduce MPI_Ialltoallv 10 $2) + 2))" ;;
        update) echo "MPI_Iallreduce:$(nth_before MPI_Iallreduce MPI_Iallgatherv 9 $2)" ;;
        checkpointing) echo "fsync:$(($(calls_of fsync train.0) / 2))" ;;
        preparing) echo "pwrite:$(($(calls_of pwrite prepare.$2) / 2))" ;;
        evaluating) echo "pread:$(($(calls_of pread evaluate.$2) - 5))" ;;
    esac
}

gone() { # no rank of the cell is left, dead ones that nobody has collected aside
    local pid
    for _ in $(seq 300); do
        for pid in $(pgrep -f "$work/cell" || true); do
            grep -q '^State:.*[^Z] (' "/proc/$pid/status" 2>/dev/null && sleep 0.1 && continue 2
        done
        return 0
    done
    return 1
}

# What MPI shares between ranks of a host is gone, too, unless mpirun itself was killed, which removes it.
segments() { ls /dev/shm 2>/dev/null | grep '^vader_segment' | sort || true; }
no_litter() {
    local left=$(comm -13 <(echo "$2") <(segments))
    if [ "$1" = PARENT ]; then
        for segment in $left; do rm "/dev/shm/$segment"; done
    else
        [ -z "$left" ] || fail "$1: left in /dev/shm: $left"
    fi
}

cell() {
    local fault=${1%:*} phase=${1#*:} rank=1 code=0 job name
    case $fault:$phase in DISK:* | READONLY:* | *:checkpointing) rank=0 ;; esac # rank 0 is the one that writes
    [ "$fault:$phase" != DISK:preparing ] && [ "$fault:$phase" != READONLY:preparing ] || rank=1
    rm -rf cell && name=$work/cell
    case $phase in
        preparing) job=("${preparing[@]}" --out "$name") ;;
        evaluating) cp -r whole cell && job=("${evaluating[@]}" --run "$name") ;;
        *) job=("${training[@]}" --run "$name" --resume auto) ;;
    esac
    local shared=$(segments)
    SECONDS=0
    GREN_FAULT=$(place "$phase" $rank):$fault:$rank LD_PRELOAD=$FAULT ranks 2 "$GREN" "${job[@]}" >out.txt 2>err.txt || code=$?
    gone || fail "$1: a rank is still there: $(pgrep -af "$work/cell")"
    no_litter "$fault" "$shared"
    [ "$SECONDS" -le 40 ] || fail "$1: it took $SECONDS s to end"
    case $fault:$phase in
        TERM:preparing | USR1:preparing | TERM:evaluating | USR1:evaluating) [ "$code" -ne 0 ] || fail "$1: ended with 0" ;;
        TERM:* | USR1:*) [ "$code" -eq 75 ] || fail "$1: ended with $code, expected 75: $(cat err.txt)" ;;
        *) [ "$code" -ne 0 ] || fail "$1: the fault went unnoticed: $(cat err.txt)" ;;
    esac
    [ "$fault" != MEMORY ] || grep -qE '^gren: .*(out of memory|memory allocation failed)' err.txt || fail "$1: no word of memory: $(cat err.txt)"
    local ended=$SECONDS
    case $phase in
        preparing)
            [ ! -e cell/dataset.json ] || fail "$1: a data set stands there unfinished"
            ranks 2 "$GREN" "${job[@]}" --resume >/dev/null 2>again.txt || fail "$1: does not resume: $(cat again.txt)"
            diff -r set cell || fail "$1: resumed to another data set"
            ;;
        evaluating)
            ranks 2 "$GREN" "${job[@]}" >/dev/null 2>again.txt || fail "$1: does not evaluate again: $(cat again.txt)"
            cmp evaluated/evaluation.json cell/evaluation.json || fail "$1: evaluates otherwise"
            ;;
        *)
            ranks 2 "$GREN" "${job[@]}" >/dev/null 2>again.txt || fail "$1: does not resume: $(cat again.txt)"
            same_as_whole cell
            ;;
    esac
    printf 'ok: %-9s while %-14s ended with %3d in %2d s; %s\n' "$fault" "$phase" "$code" "$ended" \
        "$(grep -hE '^gren|^rank' err.txt | head -1 | cut -c1-150)"
}

all=()
for fault in KILL ALL STOP MEMORY PARENT TERM USR1 DISK READONLY; do
    for phase in joining loading forward gather backward update checkpointing leaving preparing evaluating; do
        case $fault:$phase in
            DISK:evaluating | READONLY:evaluating) ;; # it writes when it has ended
            KILL:joining | ALL:joining | STOP:joining | PARENT:joining) all+=("$fault:$phase") ;;
            KILL:leaving | ALL:leaving | STOP:leaving | PARENT:leaving) all+=("$fault:$phase") ;;
            *:joining | *:leaving) ;; # a signal waits for the first step, or comes too late; nothing is written there
            *) all+=("$fault:$phase") ;;
        esac
    done
done
default="KILL:gather ALL:backward STOP:forward MEMORY:loading PARENT:update TERM:checkpointing USR1:gather DISK:checkpointing READONLY:preparing KILL:evaluating STOP:joining STOP:leaving"
cells=(${CELLS:-$default})
[ "${cells[*]}" != all ] || cells=("${all[@]}")
for one in "${cells[@]}"; do cell "$one"; done
echo "kill matrix: ${#cells[@]} of ${#cells[@]} cells"
