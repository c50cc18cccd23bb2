# A Slurm of several hosts in one machine; sourced, by root, after hosts.sh and in its box, with which its daemons end. Each
# of node1, … runs slurmd; the last host runs slurmctld, and jobs are submitted there.
export PATH=$PATH:/usr/sbin:/sbin

# start_slurm NODES FOLDER: NODES and one more hosts.
start_slurm() {
    nodes=$1
    make_hosts $((nodes + 1)) "$2"
    login=node$((nodes + 1)) slurm=$cluster/slurm
    unset "${!SLURM_@}" "${!SBATCH_@}" # the suite may itself run in a job
    chmod 755 "$cluster"               # munge's clients reach the socket through it
    mkdir -p "$slurm/state" "$slurm/tmp"
    mkdir -m 755 "$slurm/munge"
    head -c 128 /dev/urandom >"$slurm/munge/key"
    chmod 400 "$slurm/munge/key"
    write_slurm_conf 6
    export SLURM_CONF=$slurm/slurm.conf TMPDIR=$slurm/tmp OMPI_MCA_btl=self,vader,tcp OMPI_MCA_btl_tcp_if_include=eth0
    # A socket is a file: one munged serves all hosts.
    on "$login" munged --foreground --socket="$slurm/munge/socket" --key-file="$slurm/munge/key" --pid-file="$slurm/munge/pid" \
        --log-file="$slurm/munge/log" --seed-file="$slurm/munge/seed" >"$slurm/munged.out" 2>&1 &
    start_controller
    local n
    for n in $(seq "$nodes"); do
        # Slurm's PMIx makes a folder of the same name on each node of a step.
        on "node$n" mount -t tmpfs none "$slurm/tmp"
        start_node "node$n"
    done
    all_idle || { tail -n 3 "$slurm"/*.out "$slurm"/*.log >&2 && exit 1; }
}

# write_slurm_conf SECONDS: after which a node that does not answer is down. cred_expire is also how long a requeued job
# waits; below 5 s Slurm takes 120. CPUs are said, so that any machine serves.
write_slurm_conf() {
    cat >"$slurm/slurm.conf" <<CONF
ClusterName=gren-test
SlurmctldHost=$login
SlurmUser=root
SlurmdUser=root
AuthInfo=socket=$slurm/munge/socket,cred_expire=5
StateSaveLocation=$slurm/state
SlurmdSpoolDir=$slurm/spool.%n
SlurmctldPidFile=$slurm/slurmctld.pid
SlurmdPidFile=$slurm/slurmd.%n.pid
SlurmctldLogFile=$slurm/slurmctld.log
SlurmdLogFile=$slurm/slurmd.%n.log
TmpFS=$slurm/tmp
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/builtin
SchedulerParameters=sched_interval=1,batch_sched_delay=0
SlurmdParameters=config_overrides
SlurmdTimeout=$1
ReturnToService=1
MinJobAge=3600
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
NodeName=node[1-$nodes] CPUs=4
PartitionName=all Nodes=ALL Default=YES MaxTime=10 GraceTime=20
PartitionName=graceless Nodes=ALL MaxTime=10
PartitionName=urgent Nodes=ALL MaxTime=10 PriorityTier=2
CONF
}
start_controller() { on "$login" slurmctld -D >>"$slurm/slurmctld.out" 2>&1 & }
controller() { cat "$slurm/slurmctld.pid"; }
start_node() { on "$1" slurmd -D >>"$slurm/slurmd.$1.out" 2>&1 & }
slurmd_of() { cat "$slurm/slurmd.$1.pid"; }
all_idle() {
    for _ in $(seq 150); do
        [ "$(on "$login" sinfo --noheader --format=%T 2>/dev/null)" = idle ] && return
        sleep 0.2
    done
    return 1
}

# processes_on HOST: all but the one that holds the host.
processes_on() {
    local holder process
    holder=$(process_of "$1")
    for process in /proc/[0-9]*; do
        process=${process#/proc/}
        [ "$process" = "$holder" ] || [ ! "/proc/$process/ns/uts" -ef "/proc/$holder/ns/uts" ] || echo "$process"
    done
}
# rank_on HOST [STATE]: a rank of gren there, such as one that is stopped, T.
rank_on() {
    local process
    for process in $(processes_on "$1"); do
        grep -qs '^gren' "/proc/$process/comm" || continue
        [ -z "${2:-}" ] || grep -q "^State:.$2" "/proc/$process/status" || continue
        echo "$process" && return
    done
}
kill_processes_on() { processes_on "$1" | xargs -r kill -KILL 2>/dev/null || true; }
# lose HOST: as when its power is gone: nobody hears of the end of its processes.
lose() {
    cut "$1"
    kill_processes_on "$1"
}
