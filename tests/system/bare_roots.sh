# Roots with the files of named Debian packages alone, where what is shipped has to run: without a network, for a user without
# rights; sourced, by root. They lie in memory and in namespaces of what sources this: when that ends, however it ends, nothing is left.
set -euo pipefail
if [ -z "${GREN_IN_A_BOX:-}" ]; then
    exec env GREN_IN_A_BOX=yes unshare --mount --pid --net --uts --ipc --fork --kill-child --mount-proc bash "$0" "$@"
fi
source=$(cd "$(dirname "$0")/../.." && pwd)
work=/media # is there, so that no folder has to be removed afterwards
case $source in "$work"/*) work=/srv ;; esac
mount -t tmpfs none "$work"
mkdir -m 1777 "$work/tmp"
export TMPDIR=$work/tmp
cd "$work"
hostname bare
ip link set lo up

fail() {
    echo "FAILED: $*" >&2
    exit 1
}
# ready ROOT: what a container's start adds to its files.
ready() {
    mkdir -p "$1"/{proc,sys,dev/shm,root}
    mkdir -p -m 1777 "$1/tmp"
    mount -t proc proc "$1/proc"
    mount --rbind /sys "$1/sys"
    mount -t tmpfs none "$1/dev/shm"
    chmod 1777 "$1/dev/shm"
    for device in null zero random urandom; do touch "$1/dev/$device" && mount --bind "/dev/$device" "$1/dev/$device"; done
    echo "127.0.0.1 localhost bare" >"$1/etc/hosts"
    chroot "$1" ldconfig
}
# in_root ROOT USER:GROUP FOLDER ENVIRONMENT... COMMAND...: with no other variables.
in_root() { chroot --userspec="$2" "$1" env -i -C "$3" PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin "${@:4}"; }
# A section of the last stage of gren.def.
of_def() { sed '1,/^Stage: final/d' "$source/launch/container/gren.def" | sed -n "/^%$1\$/,/^%/p" | grep -v '^%'; }
