# Ranks in an image that are started from outside it, as `mpirun apptainer exec` and `srun --mpi=pmix apptainer exec` do. In Apptainer's
# place, which Debian 12 has not: each rank gets a namespace of users, the image as its root, and of the host /tmp, its own folder
# and the variables.
source "$(dirname "$0")/bare_roots.sh"
"$source/launch/container/fill" "$work/opt" >fill.txt || fail "fill: $(cat fill.txt)"
python3 "$source/tests/system/bare_root.py" "$work/image"
mkdir -p image/opt "image$work/data" data
mv opt image/opt/gren
ready image
printf '127.0.0.1 localhost bare\n' >hosts
mount --bind hosts /etc/hosts
# A host that has no address but loopback's knows no names either.
ip link add eth0 type veth peer name eth1
ip address add 10.77.0.1/24 dev eth0
ip link set eth0 up
ip link set eth1 up
mount --bind tmp /tmp
mount --bind tmp image/tmp
mount --bind data "image$work/data"
chroot image sh -ec "$(of_def post)"
of_def environment >image/environment
mkdir programs
cat >programs/apptainer <<END
#!/bin/sh
# apptainer exec IMAGE WORDS...
shift 2
exec unshare --user --map-current-user --root=$work/image --wd="\$PWD" sh -c '. /environment; exec "\$@"' sh "\$@"
END
chmod +x programs/apptainer
export PATH=$work/programs:$PATH OMP_NUM_THREADS=1 OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
cd data
apptainer exec image gren phantom --out archive --images 16 --patients 8 --size 64 >/dev/null
apptainer exec image gren prepare --archive archive --lung-masks archive/masks --out set --size 64 >prepare.txt 2>&1 || fail "$(cat prepare.txt)"
trained=(apptainer exec image gren train --data set --depth 18 --head-width 16 --threads 1 --max-steps 2)

# two_ranks NAME WORDS...: in one world, without a complaint of Open MPI or PMIx.
two_ranks() {
    timeout -s KILL 120 "${@:2}" "${trained[@]}" --run "$1" >"$1.txt" 2>&1 || fail "$1: $(cat "$1.txt")"
    grep -qE 'edges \([1-9][0-9]* between ranks\)' "$1.txt" || fail "$1 made no world of 2 ranks: $(cat "$1.txt")"
    ! grep -E 'ERROR|WARNING' "$1.txt" || fail "$1: $(cat "$1.txt")"
    echo "ok: $1, $SECONDS s"
}
two_ranks mpirun mpirun --oversubscribe -n 2
cd ..
source "$source/tests/system/one_machine_slurm.sh"
trap end_slurm EXIT
start_slurm
cd data
two_ranks srun srun --mpi=pmix -n 2
cmp mpirun/model.safetensors srun/model.safetensors || fail "both started the same training and have other weights"
cd ..
