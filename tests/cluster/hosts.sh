# Several hosts in one machine; sourced, by root. Each has a network, a name and a /dev/shm of its own, and sees the same
# disks. They are namespaces that nobody has named, and what sources this runs in one of processes (in_a_box): when it ends,
# however it ends, nothing is left.

# in_a_box WORDS...: becomes the command in a namespace of processes, unless it is in one.
in_a_box() {
    [ -z "${GREN_IN_A_BOX:-}" ] || return 0
    exec env GREN_IN_A_BOX=yes unshare --mount --pid --fork --kill-child --mount-proc "$@"
}

fail() {
    echo "FAILED: $*" >&2
    exit 1
}
# in_a_work_folder: goes into one, $work, whose disk all hosts that are made then see; gone with the box, however that ends.
in_a_work_folder() {
    work=$(mktemp -d)
    trap 'cd / && umount -l "$work" && rmdir "$work"' EXIT
    mount -t tmpfs none "$work"
    cd "$work"
}

# make_hosts COUNT FOLDER: node1, node2, … at 10.77.0.1, … behind one switch; FOLDER takes what enters them.
make_hosts() {
    local count=$1 n
    cluster=$2
    hold switch
    on switch ip link add br0 type bridge
    on switch ip link set br0 up
    echo '127.0.0.1 localhost' >"$cluster/names"
    for n in $(seq "$count"); do echo "10.77.0.$n node$n" >>"$cluster/names"; done
    for n in $(seq "$count"); do
        hold "node$n"
        on switch ip link add "port$n" type veth peer name eth0 netns "$(process_of "node$n")"
        on switch ip link set "port$n" master br0 up
        on "node$n" sh -c "hostname node$n; ip link set lo up; ip addr add 10.77.0.$n/24 dev eth0; ip link set eth0 up
            mount -t tmpfs none /dev/shm; mount --bind '$cluster/names' /etc/hosts"
        mkdir "$cluster/tmp.node$n"
    done
    # What mpirun starts its daemons by, in place of ssh: HOST WORDS...
    cat >"$cluster/enter" <<'END'
#!/bin/sh
here=$(dirname "$0") host=$1
shift
exec env $(cat "$here/$host.env" 2>/dev/null) TMPDIR="$here/tmp.$host" nsenter -t "$(cat "$here/$host.pid")" -a --wd="$PWD" sh -c "$*"
END
    chmod +x "$cluster/enter"
}
# hold NAME: a host without a network yet.
hold() {
    unshare --net --uts --ipc --mount sleep infinity </dev/null >/dev/null 2>&1 &
    echo $! >"$cluster/$1.pid"
    until [ "$(readlink "/proc/$!/ns/mnt")" != "$(readlink /proc/self/ns/mnt)" ]; do sleep 0.01; done
}
process_of() { cat "$cluster/$1.pid"; }
# on HOST WORDS...: runs them there.
on() {
    local host=$1
    shift
    nsenter -t "$(process_of "$host")" -a --wd="$PWD" "$@"
}
# mpi_on "node1:2 node2:1" WORDS...: mpirun on node1, with so many ranks on each host, told which network connects them.
mpi_network=(--mca btl_tcp_if_include eth0 --mca oob_tcp_if_include eth0)
mpi_on() {
    local slots=$1 part ranks=0
    shift
    : >"$cluster/slots"
    for part in $slots; do
        echo "${part%:*} slots=${part#*:}" >>"$cluster/slots"
        ranks=$((ranks + ${part#*:}))
    done
    on node1 env TMPDIR="$cluster/tmp.node1" mpirun --hostfile "$cluster/slots" --map-by slot --bind-to none -n "$ranks" \
        --mca plm_rsh_agent "$cluster/enter" "${mpi_network[@]}" "$@"
}
cut() { on switch ip link set "port${1#node}" down; }
# The kernel tells both ends up to a second later, and hosts remember that they did not find each other.
restore() {
    local other
    on switch ip link set "port${1#node}" up
    until on switch bridge link show dev "port${1#node}" | grep -q forwarding && on "$1" ip link show eth0 | grep -q 'state UP'; do
        sleep 0.1
    done
    for other in $(grep -o 'node[0-9]*$' "$cluster/names"); do
        [ "$other" != "$1" ] || continue
        on "$1" ip neigh flush dev eth0
        on "$other" ip neigh flush dev eth0
        until finds "$1" "$other" && finds "$other" "$1"; do sleep 0.1; done
    done
}
# finds HOST OTHER: whether it knows by now where that is.
finds() {
    local address=10.77.0.${2#node}
    on "$1" bash -c "echo >/dev/udp/$address/9" 2>/dev/null || true
    on "$1" ip neigh show "$address" | grep -q lladdr
}
