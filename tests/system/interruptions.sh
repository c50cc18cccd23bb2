# Signals, kills, torn checkpoints and a rank that stands still: the run goes on with the bytes of an unbroken one.
here=$(realpath "$(dirname "$0")") repository=$(realpath "$(dirname "$0")/../..")
source "$here/common.sh"

"$GREN" phantom --out archive --images 48 --patients 16 --size 96 --annotated 0.8 >/dev/null
"$GREN" prepare --archive archive --lung-masks archive/masks --out set --size 64 --shard-size 16 >/dev/null 2>&1
small=(--data set --depth 18 --head-width 16 --lr 0.00002 --epochs 2 --threads 1 --batch-per-rank 1 --checkpoint-every 3)
ranks 2 "$GREN" train "${small[@]}" --run whole 2>/dev/null

# In the background this is mpirun itself, so that $! takes signals.
job() {
    exec "$MPIRUN" --oversubscribe --bind-to none -n 2 "$GREN" train "${small[@]}" "$@"
}
first_rank_of() { cat /proc/"$1"/task/*/children | tr ' ' '\n' | head -1; }


# A signal to mpirun reaches the ranks: saved, exit code 75, and --resume auto goes on.
job --run signalled --resume auto 2>signalled.txt &
pid=$!
until_step signalled 4
kill -USR1 "$pid"
code=0
wait "$pid" || code=$?
[ "$code" -eq 75 ] || fail "after SIGUSR1: exit code $code: $(cat signalled.txt)"
grep -q 'SIGUSR1 after step .*saved' signalled.txt || fail "no word of the signal: $(cat signalled.txt)"
[ ! -e signalled/model.safetensors ] || fail "a stopped run left a finished model"
for command in "evaluate --data set --run signalled" "predict --run signalled --out x a.png" "report signalled --out x" \
    "train ${small[*]} --run signalled"; do
    # shellcheck disable=SC2086
    refused 3 "signalled: .*--resume auto'? goes on" "$GREN" $command
done
ranks 2 "$GREN" train "${small[@]}" --run signalled --resume auto 2>again.txt
grep -q 'resume: after step' again.txt || fail "did not say that it goes on: $(cat again.txt)"
same_as_whole signalled

# The way to start that README shows, in a terminal: Ctrl-C, and SIGTERM to the script, save and end with 75; the script
# takes what mpirun alone would not pass on. The same line again goes on to the end.
for how in INT TERM; do
    code=0
    GREN_RANKS=2 python3 "$here/in_terminal.py" $how "terminal_$how/metrics.jsonl" 4 \
        "$repository/launch/train" "${small[@]}" --run "terminal_$how" >terminal.txt || code=$?
    [ "$code" -eq 75 ] || fail "launch/train in a terminal, $how: exit code $code: $(cat terminal.txt)"
    grep -q 'SIGUSR1 after step .*saved' terminal.txt || fail "$how: no word of it: $(cat terminal.txt)"
    grep -q 'started by mpirun' terminal.txt && fail "warned of what launch/train mends: $(cat terminal.txt)"
    ! pgrep -f "train .*--run terminal_$how" || fail "ranks outlive launch/train"
done
GREN_RANKS=2 "$repository/launch/train" "${small[@]}" --run terminal_INT 2>again.txt || fail "does not go on: $(cat again.txt)"
same_as_whole terminal_INT
# mpirun alone says at its start what Ctrl-C will do; one rank without mpirun saves by itself.
ranks 2 "$GREN" train "${small[@]}" --run bare --max-steps 0 2>bare.txt
grep -q '^started by mpirun: Ctrl-C, or SIGTERM to mpirun, ends this run .*launch/train saves first' bare.txt ||
    fail "no word of Ctrl-C: $(cat bare.txt)"
code=0
python3 "$here/in_terminal.py" INT alone/metrics.jsonl 4 "$GREN" train "${small[@]}" --run alone >alone.txt || code=$?
[ "$code" -eq 75 ] || fail "one rank in a terminal: exit code $code: $(cat alone.txt)"
grep -q 'started by mpirun' alone.txt && fail "speaks of mpirun where there is none: $(cat alone.txt)"

# More epochs than were meant at first are the same run; its files then tell of the longer one.
ranks 2 "$GREN" train "${small[@]/#2/1}" --run longer 2>/dev/null
"$GREN" evaluate --data set --run longer --overlays 0 --threads 1 >/dev/null 2>&1
[ ! -e longer/overlays ] || fail "evaluate --overlays 0 made a folder for none"
refused 3 "\(global-batch = 2, here 1; lr = 2e-05, here 3e-05\)" "$GREN" train "${small[@]/0.00002/0.00003}" --run longer --resume auto
ranks 2 "$GREN" train "${small[@]}" --run longer --resume auto 2>again.txt || fail "more epochs: $(cat again.txt)"
same_as_whole longer
grep -qx 'epochs = 2' longer/config.ini || fail "config.ini of a longer run: $(cat longer/config.ini)"
[ ! -e longer/evaluation.json ] || fail "an evaluation of the shorter run stands beside the longer one's model"
refused 3 "\(epochs = 2, here 1; global-batch = 2, here 1\)" "$GREN" train "${small[@]/#2/1}" --run longer --resume auto

# A rank that is killed takes the other with it; the newest checkpoint is torn afterwards, so an older one serves.
job --run killed --resume auto 2>killed.txt &
pid=$!
until_step killed 8
until [ "$(ls killed/checkpoints/*.safetensors | wc -l)" -ge 2 ]; do sleep 0.1; done  # they are written in the background
kill -KILL "$(first_rank_of "$pid")"
wait "$pid" && fail "a killed rank went unnoticed"
newest=$(ls killed/checkpoints/*.safetensors | tail -1)
truncate -s 5000 "$newest"
ranks 2 "$GREN" train "${small[@]}" --run killed --resume auto 2>again.txt || fail "behind a torn checkpoint: $(cat again.txt)"
grep -q "not whole, taking an older one: .*$(basename "$newest")" again.txt || fail "no word of the torn checkpoint: $(cat again.txt)"
same_as_whole killed

# A rank that stands still ends the job within --timeout.
job --run stopped --timeout 5 2>stopped.txt &
pid=$!
until_step stopped 2
still=$(first_rank_of "$pid")
kill -STOP "$still"
SECONDS=0
wait "$pid" && fail "a stopped rank went unnoticed"
[ "$SECONDS" -le 35 ] || fail "it took $SECONDS s to notice a stopped rank"
grep -qE 'gren: step [0-9]+: [a-z_]+ [0-9]+ of rank [01] of 2 was not complete after 5.0 s: rank [01] gives no answer' stopped.txt || fail "no word of the collective: $(cat stopped.txt)"
for _ in $(seq 100); do
    grep -q '^State:.*[^Z] (' "/proc/$still/status" 2>/dev/null || break  # gone, or a zombie that init has yet to collect
    sleep 0.1
done
! grep -q '^State:.*[^Z] (' "/proc/$still/status" 2>/dev/null || fail "the stopped rank is still there: $(grep State "/proc/$still/status")"

# On another number of ranks the same options make another global batch: refused, not continued with other images.
refused 3 "global-batch = 2" "$GREN" train "${small[@]}" --run killed --resume newest
refused 3 "nowhere: holds no run" "$GREN" train "${small[@]}" --run nowhere --resume newest
refused 2 "--resume maybe: expected auto, newest or never" "$GREN" train "${small[@]}" --run x --resume maybe
refused 2 "--non-finite ignore: expected stop or skip" "$GREN" train "${small[@]}" --run x --non-finite ignore
refused 2 "--keep-checkpoints 0: expected at least 1" "$GREN" train "${small[@]}" --run x --keep-checkpoints 0
# Numbers that are none are found before they are applied.
refused 1 "step [0-9]+: not applied" "$GREN" train "${small[@]/0.00002/1e30}" --run wild
refused 1 "2 steps were skipped before, and --skip-limit is 2" "$GREN" train "${small[@]/0.00002/1e30}" --run wild_on \
    --non-finite skip --skip-limit 2
echo "interruptions ok"
