# A Slurm of one node on this machine, with its own key, sockets, ports, state and logs in $work; sourced after
# common.sh. Listens on the loopback alone; what it started ends with the script.
free_ports() {  # two numbers that nothing listens on
    python3 -c 'import socket
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*(s.getsockname()[1] for s in sockets))'
}

started=()
end_slurm() {
    local pid
    scancel --user="$(id -un)" 2>/dev/null || true
    for _ in $(seq 60); do
        [ -n "$(squeue --noheader 2>/dev/null)" ] || break
        sleep 0.5
    done
    for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
    for pid in "${started[@]}"; do wait "$pid" 2>/dev/null || true; done
    for _ in $(seq 60); do  # a step's own daemon outlives its job by seconds
        [ -n "$(holders)" ] || return 0
        sleep 0.5
    done
    echo "FAILED: left behind: $(holders | sed 's#/fd/.*##' | sort -u | while read -r p; do tr '\0' ' ' <"$p/cmdline"; done)" >&2
    exit 1
}
holders() { find /proc/[0-9]*/fd -lname "$work/slurm/*" 2>/dev/null || true; }

write_slurm_conf() {
    local user host controller_port node_port
    user=$(id -un)
    host=$(hostname -s)
    read -r controller_port node_port <<<"$(free_ports)"
    printf 'Name=gpu File=/dev/%s\n' null zero >slurm/gres.conf  # Slurm wants devices, whatever they are
    # cred_expire is also how long a requeued job waits; below 5 s Slurm takes 120. CPUs are said, so that any machine serves.
    cat >slurm/slurm.conf <<CONF
ClusterName=gren-test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$controller_port
SlurmdPort=$node_port
SlurmUser=$user
SlurmdUser=$user
AuthInfo=socket=$work/slurm/munge/socket,cred_expire=5
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
StateSaveLocation=$work/slurm/state
SlurmdSpoolDir=$work/slurm/spool
SlurmctldPidFile=$work/slurm/slurmctld.pid
SlurmdPidFile=$work/slurm/slurmd.pid
SlurmctldLogFile=$work/slurm/slurmctld.log
SlurmdLogFile=$work/slurm/slurmd.log
TmpFS=$work
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/builtin
SchedulerParameters=sched_interval=1,batch_sched_delay=0
SlurmdParameters=config_overrides
GresTypes=gpu
NodeName=$host NodeAddr=127.0.0.1 CPUs=4 Gres=gpu:2
PartitionName=all Nodes=ALL Default=YES MaxTime=10
CONF
}

start_slurm() {
    unset "${!SLURM_@}" "${!SBATCH_@}"  # the suite may itself run in a job
    chmod 755 "$work"  # munge's clients reach the socket through it
    mkdir -p slurm/state slurm/spool
    mkdir -m 755 slurm/munge
    head -c 128 /dev/urandom >slurm/munge/key
    chmod 400 slurm/munge/key
    write_slurm_conf
    export SLURM_CONF=$work/slurm/slurm.conf PATH=$PATH:/usr/sbin:/sbin
    munged --foreground --socket=slurm/munge/socket --key-file=slurm/munge/key --pid-file=slurm/munge/pid \
        --log-file=slurm/munge/log --seed-file=slurm/munge/seed >slurm/munged.out 2>&1 &
    started+=($!)
    slurmctld -D >slurm/slurmctld.out 2>&1 &
    started+=($!)
    slurmd -D >slurm/slurmd.out 2>&1 &
    started+=($!)
    for _ in $(seq 100); do
        [ "$(sinfo --noheader --format=%T 2>/dev/null)" = idle ] && return
        sleep 0.2
    done
    fail "Slurm did not start: $(tail -n 3 slurm/*.out slurm/*.log slurm/munge/log 2>&1)"
}
