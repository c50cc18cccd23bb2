#!/usr/bin/env bash
# doctor_hosts.sh GREN: what doctor says of three hosts that are not as they should be: a second network that leads nowhere,
# a slow link, a name that means loopback, disks that are not shared; and what a job says that MPI sent the wrong way.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source "$here/hosts.sh"
in_a_box "$here/doctor_hosts.sh" "$@"
GREN=$(realpath "$1")
source "$here/../../launch/environment"
in_a_work_folder
make_hosts 3 "$work"
# examined SLOTS WORDS...: doctor on them.
examined() {
    local slots=$1
    shift
    mpi_on "$slots" "$GREN" doctor "$@" >said 2>errors || { cat said errors; fail "doctor on $slots ended with $?"; }
}
says() { for words in "$@"; do grep -qF -- "$words" said || { cat said; fail "doctor does not say: $words"; }; done; }
mkdir runs

# As it should be: every host's own ranks, cores and shares of them.
examined "node1:2 node2:1 node3:1" --run runs
cores=$(nproc)
half=$((cores / 2 > 1 ? cores / 2 : 1))
says "host node1: rank 0, 1;" "rank 0 (1 of 2 here): $cores of $cores cores, its share $half" "rank 1 (2 of 2 here)" \
    "rank 2 (1 of 1 here): $cores of $cores cores, its share $cores" "eth0 (10.77.0.3)" "network eth0: connects all hosts" \
    "between hosts"
! grep -E "warning: .*(eth0|the name|--run's folder|share memory)" said || fail "doctor warns of sound hosts"
[ -z "$(ls -A runs)" ] || fail "doctor left $(ls -A runs) in the run's folder"

# A second network on one host alone, a loopback name, a folder of a host's own, a slow link: doctor runs, and says so.
for n in 1 2 3; do
    on switch ip link add "dead$n" type veth peer name eth1 netns "$(process_of "node$n")"
    on switch ip link set "dead$n" up
done
second_network() { on "node$1" sh -c "ip addr add 10.78.0.$1/24 dev eth1; ip link set eth1 up"; }
second_network 1
sed 's/.* node3/127.0.1.1 node3/' names >names.of.node2
on node2 sh -c "mount --bind '$work/names.of.node2' /etc/hosts && mount -t tmpfs none '$work/runs'"
slowed=''
if on switch tc qdisc add dev port3 root tbf rate 300mbit burst 64kb latency 400ms 2>/dev/null; then slowed=yes; fi
# shellcheck disable=SC2034 # of mpi_on
mpi_network=()
examined "node1:1 node2:1 node3:1" --run runs
says "warning: the name node3 means a loopback address (127.…) on node2" \
    "warning: eth1 (10.78.0.0/24) of node1 does not connect all hosts" "OMPI_MCA_btl_tcp_if_include=eth0" \
    "warning: node2 does not see the file that rank 0 wrote in --run's folder (No such file or directory)"
[ -z "$slowed" ] || says "warning: all links of node3 are slow"
[ -z "$(ls -A runs)" ] || fail "doctor left $(ls -A runs) in the run's folder"

# On all hosts it is the one that MPI takes: a job ends with what to set, and set so it is at work.
second_network 2
second_network 3
start=$SECONDS code=0
mpi_on "node1:1 node2:1 node3:1" "$GREN" doctor >said 2>&1 || code=$?
[ "$code" -eq 1 ] || { cat said; fail "a job that MPI sent the wrong way ended with $code, expected 1"; }
[ $((SECONDS - start)) -le 40 ] || fail "it took $((SECONDS - start)) s to say so, expected at most 40"
says "has not heard of all other ranks for 20 s: its networks are eth0 (10.77.0." "OMPI_MCA_btl_tcp_if_include" "eth0 or 10.77.0.0/24"
export OMPI_MCA_btl_tcp_if_include=eth0 OMPI_MCA_oob_tcp_if_include=eth0
examined "node1:1 node2:1 node3:1"
! grep "warning: eth1" said || fail "doctor asks for what is set"
echo "doctor on three hosts: sound ones have no warning of networks, the others each theirs${slowed:+, the slow link, too}"
