# What befalls a job on three nodes; sourced by slurm_faults.sh. A cell is a function that strikes when the job has come to step
# 7 (`from`); before_… says what differs from: requeued by itself, and then on two nodes. The batch script and rank 0 are on node1.
slurm_cells=(node_down node_lost batch_host_lost node_killed lost_before_slurm_notices back_before_slurm_notices link_cut batch_host_cut link_away_for_4_s
    slurmd_killed slurmd_restarted controller_restarted controller_away_at_requeue drained grown rank_killed
    preempted_in_checkpoint preempted_in_checkpoint_without_grace)

node_down() {
    sentence='DUE TO NODE FAILURE'
    on "$login" scontrol update nodename=node3 state=down reason=test
}
node_lost() {
    sentence='Node failure on node3|DUE TO NODE FAILURE'
    lose node3
}
batch_host_lost() { lose node1; }
node_killed() {
    sentence='Node failure on node3|DUE TO NODE FAILURE'
    kill_processes_on node3
}
before_lost_before_slurm_notices() {
    words=(--timeout 5)
    write_slurm_conf 45
    on "$login" scontrol reconfigure
}
lost_before_slurm_notices() {
    sentence='== no answer from node3'
    lose node3
}
before_back_before_slurm_notices() {
    words=(--timeout 5) expected_nodes=3
    write_slurm_conf 200
    on "$login" scontrol reconfigure
}
back_before_slurm_notices() {
    sentence='== requeued'
    cut node3
    for _ in $(seq 120); do
        ! grep -q '== no answer from node3' "$(log_of "$job")" || break
        sleep 1
    done
    restore node3
}
link_cut() {
    sentence='DUE TO NODE FAILURE'
    cut node3
}
# All hosts see one disk, and rank 0 there still has the run.
before_batch_host_cut() { words=(--timeout 120); }
batch_host_cut() {
    sentence='== batch_host_cut: ranks of an earlier start are still at work'
    cut node1
}
before_link_away_for_4_s() { restarts=0; }
link_away_for_4_s() {
    cut node3
    sleep 4
    restore node3
}

# A rank is stopped, for the run to be there still when Slurm notices.
slurmd_killed() {
    sentence='DUE TO NODE FAILURE'
    kill -STOP "$(rank_on node2)"
    kill -KILL "$(slurmd_of node3)"
}
before_slurmd_restarted() { restarts=0; }
slurmd_restarted() {
    kill -KILL "$(slurmd_of node3)"
    sleep 3
    start_node node3
}
before_controller_restarted() { restarts=0; }
controller_restarted() {
    kill -KILL "$(controller)"
    sleep 5
    start_controller
}
before_controller_away_at_requeue() { expected_nodes=3; }
controller_away_at_requeue() {
    sentence='== requeued'
    kill -KILL "$(controller)"
    kill -USR1 "$(rank_on node2)"
    sleep 40
    start_controller
}

drained() {
    sentence='SIGTERM after step .*saved|CANCELLED'
    on "$login" scontrol update nodename=node3 state=drain reason=test
    on "$login" scontrol requeue "$job"
}
before_grown() {
    on "$login" scontrol update nodename=node3 state=drain reason=test
    expected_nodes=3 most=1e-6
}
grown() {
    sentence='SIGTERM after step .*saved|CANCELLED'
    on "$login" scontrol update nodename=node3 state=resume
    on "$login" scontrol requeue "$job"
}
before_rank_killed() { expected_nodes=3 ends=FAILED; }
rank_killed() {
    sentence='Killed'
    kill -KILL "$(rank_on node2)"
}

# Rank 0 stops in the midst of a checkpoint's writing; Slurm's preemption begins with SIGCONT and SIGTERM.
before_preempted_in_checkpoint() {
    expected_nodes=3 from=1
    cat >struck <<END
#!/bin/sh
if [ "\$SLURM_PROCID" = 0 ] && [ "\${SLURM_RESTART_COUNT:-0}" = 0 ]; then export LD_PRELOAD=$fault GREN_FAULT=fsync:4:STOP:0; fi
exec "$GREN" "\$@"
END
    chmod +x struck
    binary=$PWD/struck
}
preempted_in_checkpoint() {
    sentence='SIGTERM after step .*saved'
    local rank
    for _ in $(seq 300); do
        rank=$(rank_on node1 T)
        [ -z "$rank" ] || break
        sleep 0.1
    done
    [ -n "$rank" ] || fail "rank 0 never came into a checkpoint"
    submit --partition=urgent --nodes=3 --exclusive --output=urgent.out --wrap 'sleep 3' >/dev/null
}
before_preempted_in_checkpoint_without_grace() {
    partition=graceless
    before_preempted_in_checkpoint
}
preempted_in_checkpoint_without_grace() { preempted_in_checkpoint; }
