# Jobs of gren on the Slurm of slurm_hosts.sh; sourced after it, with GREN, GREN_SOURCE and $here set, in an empty folder.

training=(--data shards --depth 18 --width 8 --lr 0.0000002 --lr-drop 99 --threads 1 --checkpoint-every 5)
make_data() {
    "$GREN" phantom --out archive --images 40 --patients 20 --size 64 >said 2>&1 || fail "cannot make the data set: $(cat said)"
    "$GREN" prepare --archive archive --lung-masks archive/masks --out shards --size 64 >said 2>&1 ||
        fail "cannot make the data set: $(cat said)"
}

# submit WORDS...: says the job's number.
submit() { on "$login" sbatch --parsable --time=8 "$@"; }
# submit_elastic RUN WORDS...: two ranks a node.
submit_elastic() {
    submit --nodes=2-3 --mincpus=2 --cpus-per-task=1 ${partition:+--partition="$partition"} "$GREN_SOURCE/slurm/train_elastic.sbatch" \
        --run "$1" --global-batch 12 "${training[@]}" "${@:2}"
}
log_of() { echo "gren-train-$1.out"; }
# of_job JOB FIELD: what `scontrol show job` says of it, such as JobState.
of_job() { on "$login" scontrol show job "$1" 2>/dev/null | sed -n "s/.*\b$2=\([^ ]*\).*/\1/p" | head -1; }

# until_step JOB RUN N: waits until the metrics hold N lines.
until_step() {
    for _ in $(seq 600); do
        [ "$(cat "$2/metrics.jsonl" 2>/dev/null | wc -l)" -ge "$3" ] && return
        sleep 0.1
    done
    fail "$2 never came to step $3: $(of_job "$1" JobState) $(cat "$(log_of "$1")")"
}
# until_job JOB FIELD PATTERN SECONDS: waits until the field is so, and fails where the job ends otherwise.
until_job() {
    local found state end=$((SECONDS + $4))
    while [ $SECONDS -lt $end ]; do
        state=$(of_job "$1" JobState) found=$(of_job "$1" "$2")
        # shellcheck disable=SC2053
        [[ $found != $3 ]] || return 0
        case $state in FAILED | COMPLETED | TIMEOUT | CANCELLED | NODE_FAIL) break ;; esac
        sleep 0.2
    done
    fail "job $1: $2 is $found, expected $3 within $4 s; $state: $(cat "$(log_of "$1")")"
}
says() { grep -qE -- "$2" "$(log_of "$1")" || fail "$(log_of "$1") does not say '$2': $(cat "$(log_of "$1")")"; }

# as_unbroken RUN UNBROKEN MOST: the weights differ by no more than MOST of the unbroken run's norm; 0: the same bytes.
as_unbroken() {
    [ "$3" != 0 ] || { cmp "$1/model.safetensors" "$2/model.safetensors" || fail "$1 ends with other weights than an unbroken run"; }
    python3 "$here/weights_differ.py" "$1/model.safetensors" "$2/model.safetensors" "$3" || fail "$1 ends with other weights than an unbroken run"
    cmp <(steps_of "$1") <(steps_of "$2") || fail "$1 took other steps than an unbroken run"
}
steps_of() { sed 's/.*"step":\([0-9]*\).*/\1/' "$1/metrics.jsonl"; }
