# The cells of host_faults.sh; sourced. A cell starts a job on run $run, does its fault at the fifteenth step and calls ended_in;
# it may set: expected, a pattern of the exit code; limit, the seconds within which it is to end; sentence, a pattern of what
# must be said; resume_on, from which host what follows is started and on which.

all_cells=(killed frozen cut cut_5s mute deaf loss_1 loss_10 first_lost)
short_form=(killed frozen)

three=(node1 "node1:1 node2:1 node3:1")
in_mid_run() { # WORDS...: more options
    start_on "${three[@]}" "$run.out" train "${options[@]}" --run "$run" "$@"
    until_steps "$run" 15 "$run.out"
    since=$SECONDS
}

cell_killed() {
    in_mid_run --timeout 10
    signal_all KILL node3
    ended_in "$limit" || true
    sentence=node3
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
cell_mute() { # nothing it sends arrives
    in_mid_run --timeout 10
    lose node3 100 from
    ended_in "$limit" || true
    lose_nothing node3
    sentence=node3
    until_nothing_on node3 || rest="left on node3: $(processes_of node3)"
}
cell_deaf() { # nothing arrives there
    in_mid_run --timeout 10
    lose node3 100 to
    ended_in "$limit" || true
    lose_nothing node3
    sentence=node3
    until_nothing_on node3 || rest="left on node3: $(processes_of node3)"
}
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
    took=$waited # of those who are left
    restore node1
    resume_on=(node2 "node2:2 node3:1")
}

# judge CELL: the line, and whether it is good.
judge() {
    local said why=() ended="ended with $code after $took s"
    said=$(grep -hE "${sentence:-^(gren|rank|launch)}" "$run.out" | grep -v 'img/s' | head -1) || true
    said=${said:-${note:-nothing said}} && said=${said:0:200}
    [[ $code =~ ^($expected)$ ]] || why+=("expected to end with $expected")
    [ "$took" -le "$limit" ] || why+=("expected at most $limit s")
    [ -z "$sentence" ] || [ "$said" != "nothing said" ] || why+=("no word of $sentence")
    [ "$rest" = yes ] || why+=("$rest")
    if [ "$code" != 0 ]; then
        start_on "${resume_on[@]}" "$run.again" train "${options[@]}" --run "$run"
        ended_in 150 || { why+=("does not go on") && cat "$run.again" >&2; }
    fi
    cmp -s whole/model.safetensors "$run/model.safetensors" || { bytes='other bytes' && why+=("other bytes"); }
    echo "$1 | $ended | $bytes | $said${why[*]:+ | NOT GOOD: ${why[*]}}"
    [ ${#why[@]} -eq 0 ] || cat "$run.out" >&2
    rm -rf "$run"
    [ ${#why[@]} -eq 0 ]
}
