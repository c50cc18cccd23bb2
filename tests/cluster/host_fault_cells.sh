# The cells of host_faults.sh; sourced. A cell starts a job on run $run, does its fault at the fifteenth step and calls ended_in;
# it may set: expected, a pattern of the exit code; limit, the seconds within which it is to end; sentence, a pattern of what
# must be said; resume_on, from which host what follows is started and on which.

host_cells=(killed frozen cut cut_5s mute deaf loss_1 loss_10 first_lost)

three=(node1 "node1:1 node2:1 node3:1")
in_mid_run() { in_mid_run_at "$run" "$@"; } # WORDS...: more options
in_mid_run_at() { # RUN WORDS...
    start_on "${three[@]}" "$run.out" "$launch/train" --data shards "${options[@]}" --run "$@"
    until_steps "$run" 15 "$run.out"
    since=$SECONDS
}

cell_killed() {
    in_mid_run --timeout 10
    signal_all KILL node3
    ended_in "$limit" || true
    sentence='node3|one or more daemons' # what mpirun says depends on which of its connections it misses first
}
cell_frozen() {
    export GREN_FROZEN_HOST_SECONDS=5
    in_mid_run --timeout 5
    signal_all STOP node3
    ended_in "$limit" || true
    unset GREN_FROZEN_HOST_SECONDS
    sentence='rank 2 gives no answer'
    signal_all CONT node3 # and now it finds that it is alone
    until_nothing_on node2 node3 || rest="left on node3: $(processes_of node3)"
}
cell_cut() {
    in_mid_run --timeout 10
    cut node3
    ended_in "$limit" || true
    restore node3
    sentence=node3
    until_nothing_on node3 || rest="left on node3: $(processes_of node3)"
}
cell_cut_5s() {
    in_mid_run --timeout 60
    cut node3
    sleep 5
    restore node3
    expected=0
    ended_in 120 || true
}
one_way() { # from|to: what goes that way is lost
    in_mid_run --timeout 10
    lose node3 100 "$1"
    ended_in "$limit" || true
    lose_nothing node3
    sentence=node3
    until_nothing_on node3 || rest="left on node3: $(processes_of node3)"
}
cell_mute() { one_way from; }
cell_deaf() { one_way to; }
lossy() { # PER_CENT SECONDS
    local before
    in_mid_run --timeout 60
    on node3 ip link set eth0 gso_max_segs 1
    before=$(wc -l <"$run/metrics.jsonl")
    lose node3 "$1"
    sleep "$2"
    lose_nothing node3
    note="$(($(wc -l <"$run/metrics.jsonl") - before)) steps in the $2 s of it"
    expected=0
    ended_in 120 || true
}
cell_loss_1() { lossy 1 10; }
cell_loss_10() { lossy 10 20; }
cell_first_lost() { # the host of mpirun and rank 0 loses its power
    in_mid_run --timeout 10
    cut node1
    signal_all KILL node1
    ended_in "$limit" || true
    until_nothing_on node2 node3 || rest="left on node2 and node3: $(processes_of node2) $(processes_of node3)"
    took=$waited note='who would say it is lost, too'
    restore node1
    resume_on=(node2 "node2:2 node3:1")
}

# judge CELL: goes on with what was ended; the line, and whether it is good.
judge() {
    local said why=() ended="ended with $code after $took s"
    [[ $code =~ ^($expected)$ ]] || why+=("expected to end with $expected")
    [ "$took" -le "$limit" ] || why+=("expected at most $limit s")
    [ "$rest" = yes ] || why+=("$rest")
    : >"$work/$run.again"
    if [ "$code" != 0 ]; then
        start_on "${resume_on[@]}" "$run.again" "$launch/train" --data shards "${options[@]}" --run "$run"
        ended_in 150 || why+=("does not go on")
    fi
    cmp -s whole/model.safetensors "$run/model.safetensors" || { bytes='other bytes' && why+=("other bytes"); }
    said=$(grep -hE "${sentence:-^(gren|rank|launch)}" "$work/$run.out" "$work/$run.again" | grep -v 'img/s' | head -1) || true
    [ -z "$sentence" ] || [ -n "$said" ] || why+=("no word of $sentence")
    [ "$code" != 0 ] || note=${note:-it went on}
    said=${said:-${note:-nothing}}
    echo "$1 | $ended | $bytes | ${said:0:200}${why[*]:+ | NOT GOOD: ${why[*]}}"
    [ ${#why[@]} -eq 0 ] || tail -n 60 "$work/$run.out" "$work/$run.again" >&2
    rm -rf "$run"
    disk_of node1 "" && disk_of node2 "" && disk_of node3 ""
    [ ${#why[@]} -eq 0 ]
}
