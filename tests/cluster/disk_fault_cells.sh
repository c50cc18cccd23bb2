# More cells of host_faults.sh (host_fault_cells.sh says how they are made): the disk that all hosts share, as one of them sees
# it (tests/fault/disk.c), clocks, and the lock of a run; sourced.

disk_cells=(disk_waits disk_io disk_stale disk_full read_only no_fsync late_names not_shared clock two_jobs dead_holder)

# In mid-run something befalls the disk of a host, for so many seconds.
disk_goes() { # HOST FAULT SECONDS WORDS...
    disk_of "$1" "$2"
    in_mid_run "${@:4}"
    switch_on "$1"
    (sleep "$3" && switch_off "$1") &
    local back=$!
    ended_in "$limit" || true
    disk_of "$1" ""
    wait "$back"
}
cell_disk_waits() { # as a hard mount whose server is gone
    expected=0 limit=90
    disk_goes node1 wait 10 --timeout 60
}
cell_disk_io() { # as a soft mount
    expected=3 sentence='Input/output error'
    disk_goes node1 io 10 --timeout 60
}
cell_disk_stale() { # and on a host that only reads
    expected=3 sentence='Stale file handle'
    disk_goes node3 stale 10 --timeout 60
}
cell_disk_full() {
    expected=3 sentence='No space left|disk full'
    disk_goes node1 full 10 --timeout 60
}
cell_read_only() {
    expected=3 sentence='Read-only file system'
    in_mid_run_at "$PWD/$run" --timeout 60 # absolute: the ranks' own folder stays the one they started in
    on node1 mount --bind "$PWD" "$PWD"
    on node1 mount -o remount,ro,bind "$PWD"
    ended_in "$limit" || true
    on node1 umount -l "$PWD"
}
cell_no_fsync() {
    expected=3 sentence='cannot flush to disk'
    disk_goes node1 fsync 10 --timeout 60
}
cell_clock() {
    expected=0
    disk_of node3 clock=3600
    in_mid_run
    ended_in "$limit" || true
    disk_of node3 ""
}
# A whole chain, each part of which reads what another host has just written.
cell_late_names() {
    local mpirun=(mpirun --bind-to none --map-by slot -n 3)
    expected=0 limit=100
    disk_of node3 late=3
    start_on "${three[@]}" late.out "$launch/prepare" --archive archive --lung-masks archive/masks --out late --size 64 --shard-size 4
    ended_in "$limit" && cmp -s late/dataset.json shards/dataset.json || { rest="prepares otherwise: $(grep '^gren' "$work/late.out")" && return 0; }
    start_on "${three[@]}" late.out "$launch/train" --data late "${options[@]}" --run "$run"
    until_steps "$run" 15 late.out
    signal_all KILL node2
    ended_in "$limit" || true
    start_on "${three[@]}" "$run.out" "$launch/train" --data late "${options[@]}" --run "$run"
    ended_in "$limit" || return 0
    start_on "${three[@]}" late.out "${mpirun[@]}" "$GREN" evaluate --data late --run "$run" --overlays 0 --threads 1
    ended_in "$limit" || { rest="does not evaluate: $(grep '^gren' "$work/late.out")" && return 0; }
    quietly "$GREN" evaluate --data shards --run whole --overlays 0 --threads 1
    cmp -s whole/evaluation.json "$run/evaluation.json" || rest='evaluates otherwise'
    rm -r late
}
cell_not_shared() { # another disk in its place
    expected=3 sentence='rank 0 sees it, and node3 does not' limit=130
    on node3 mount -t tmpfs none shards
    start_on "${three[@]}" "$run.out" "$launch/train" --data shards "${options[@]}" --run "$run"
    ended_in "$limit" || true
    on node3 umount -l shards
}
# Locks that hold on a host alone. The first job stands still, but its first rank lives, until the second has been refused.
cell_two_jobs() {
    local first
    in_mid_run --timeout 60
    first=$job
    signal_all STOP node2
    disk_of node3 alone
    start_on node3 node3:3 second.out "$launch/train" --data shards "${options[@]}" --run "$run"
    ended_in "$limit" || true
    [ "$code" = 3 ] || rest="the second job ended with $code"
    note=$(grep -h 'another process is at work' "$work/second.out" | head -1) || rest='no word of the first'
    signal_all CONT node2
    expected=0 job=$first
    ended_in "$limit" || true
}
cell_dead_holder() { # of a lock that another host cannot see the end of
    sentence='gave none for 30 s: taken over'
    in_mid_run --timeout 10
    cut node1
    signal_all KILL node1
    ended_in "$limit" || true
    until_nothing_on node2 node3 || rest="left on node2 and node3: $(processes_of node2) $(processes_of node3)"
    took=$waited
    restore node1
    disk_of node2 alone
    resume_on=(node2 "node2:2 node3:1")
}
