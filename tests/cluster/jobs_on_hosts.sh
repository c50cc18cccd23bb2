# Jobs of launch/ on the hosts of hosts.sh, their ends, and faults of hosts and links; sourced.

# start_on HOST SLOTS OUT WORDS...: a command that starts mpirun, on HOST in the background, ranks by SLOTS ("node1:1 node2:1"); what it
# says goes to $work/OUT. Sets job. What `disk` has set holds on that host alone.
start_on() {
    local host=$1 slots=$2 out=$3
    shift 3
    tr ' :' '\n ' <<<"$slots" | sed 's/ / slots=/' >"$work/$out.slots"
    # shellcheck disable=SC2046
    on "$host" env $(cat "$work/$host.env" 2>/dev/null) TMPDIR="$work/tmp.$host" \
        GREN_RANKS="$(awk -F= '{n += $2} END {print n}' "$work/$out.slots")" OMPI_MCA_orte_default_hostfile="$work/$out.slots" \
        OMPI_MCA_plm_rsh_agent="$work/enter" OMPI_MCA_btl_tcp_if_include=eth0 OMPI_MCA_oob_tcp_if_include=eth0 \
        "$@" >"$work/$out" 2>&1 &
    job=$! since=$SECONDS
}

# ended_in SECONDS: waits for job; sets code, and took: the seconds since `since`. Past it all processes of all hosts are killed.
# True where the job ended with 0.
ended_in() {
    local start=$SECONDS host
    code=0
    while kill -0 "$job" 2>/dev/null && [ $((SECONDS - start)) -lt "$1" ]; do sleep 0.2; done
    took=$((SECONDS - since))
    if kill -0 "$job" 2>/dev/null; then
        for host in node1 node2 node3; do signal_all KILL "$host"; done
        wait "$job" || code=$?
        code="nothing, killed"
        return 1
    fi
    wait "$job" || code=$?
    [ "$code" -eq 0 ]
}

# until_steps RUN COUNT OUT: waits until the metrics hold so many lines.
until_steps() {
    until [ -e "$1/metrics.jsonl" ] && [ "$(wc -l <"$1/metrics.jsonl")" -ge "$2" ]; do
        kill -0 "$job" 2>/dev/null || { rest="ended before step $2: $(tail -n 5 "$work/$3")" && return; }
        sleep 0.1
    done
}

# processes_of HOST: those in its network, but for the one that holds it.
processes_of() {
    local own
    own=$(stat -Lc %i "/proc/$(process_of "$1")/ns/net")
    { stat -Lc '%i %n' /proc/[0-9]*/ns/net 2>/dev/null || true; } |
        awk -F'[ /]' -v net="$own" -v holder="$(process_of "$1")" '$1 == net && $4 != holder {print $4}'
}
signal_all() {
    local process
    for process in $(processes_of "$2"); do kill "-$1" "$process" 2>/dev/null || true; done
}
# until_nothing_on HOST...: within 60 s; sets waited.
until_nothing_on() {
    local start=$SECONDS host
    for host; do
        while [ -n "$(processes_of "$host")" ] && [ $((SECONDS - start)) -lt 60 ]; do sleep 0.2; done
    done
    waited=$((SECONDS - start))
    [ "$waited" -lt 60 ]
}

# lose HOST PER_CENT [from|to]: packets on its link, by a filter at its port of the switch that draws a random number for each
# (BPF: this needs no kernel module but cls_bpf). The host's packets are not to be larger than the wire's.
lose() {
    local port=port${1#node} way ways=(ingress egress)
    case ${3:-} in from) ways=(ingress) ;; to) ways=(egress) ;; esac
    on switch tc qdisc add dev "$port" clsact
    for way in "${ways[@]}"; do
        # A random 32 bits; at least the per cent of 2^32: 0, go on; else 2, drop.
        on switch tc filter add dev "$port" "$way" bpf da bytecode "4,32 0 0 4294963256,53 0 1 $(($2 * 42949672)),6 0 0 0,6 0 0 2"
    done
}
lose_nothing() { on switch tc qdisc del dev "port${1#node}" clsact; }

# disk_of HOST FAULTS: from the next start on the disk is for its programs as tests/fault/disk.c says; "" as it is.
disk_of() {
    [ -n "$2" ] || { rm -f "$work/$1.env" && return; }
    echo "LD_PRELOAD=$disk_library GREN_DISK=$work/disk GREN_DISK_SWITCH=$work/$1.switch GREN_DISK_FAULTS=$2" >"$work/$1.env"
}
switch_on() { : >"$work/$1.switch"; }
switch_off() { rm -f "$work/$1.switch"; }
