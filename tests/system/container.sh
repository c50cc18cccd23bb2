# The images of Dockerfile and launch/container/gren.def: their first stage's command fills /opt/gren, from a program that is built; their
# last stage's commands run in a bare root, and then what they say is started, as the user they name, without a network.
source "$(dirname "$0")/bare_roots.sh"
fill='/src/launch/container/fill /opt/gren '
[ "$(grep -c "^RUN $fill\"\$PRESET\"\$" "$source/Dockerfile")" = 1 ] || fail "Dockerfile's first stage does not end in: $fill"
grep -q "^    ${fill}cpu-release\$" "$source/launch/container/gren.def" || fail "gren.def's first stage does not end in: $fill"
"$source/launch/container/fill" "$work/opt" >fill.txt || fail "fill: $(cat fill.txt)"
echo "ok: $(du -sm opt | cut -f1) MB in /opt/gren, $SECONDS s"

# The last of Dockerfile's instructions NAME.
of_dockerfile() { sed -n "s/^$1 //p" "$source/Dockerfile" | tail -1; }

python3 "$source/tests/system/bare_root.py" "$work/docker" passwd
mkdir -p docker/opt docker/data
mv opt docker/opt/gren
chown 1000:1000 docker/data # as a volume of the user's
cp -al docker apptainer
ready docker
ready apptainer
for gone in usr/bin/python3 usr/lib/x86_64-linux-gnu/libmpi.so.40 usr/lib/x86_64-linux-gnu/libopencv_core.so.406; do
    [ ! -e "docker/$gone" ] || fail "the root is not bare: $gone"
done

in_root docker 0:0 / sh -c "$(of_dockerfile RUN)" || fail "Dockerfile: RUN $(of_dockerfile RUN)"
user=$(of_dockerfile USER)
grep -q "^gren:[^:]*:$user:$user:" docker/etc/passwd || fail "the user $user has no name: $(tail -1 docker/etc/passwd)"
entry=$(of_dockerfile ENTRYPOINT | tr -d '[]"')
as_docker() { in_root docker "$user:$user" "$(of_dockerfile WORKDIR)" $(of_dockerfile ENV) HOME=/home/gren OMP_NUM_THREADS=1 "$@"; }
as_docker "$entry" --version >run.txt 2>&1 || fail "$(cat run.txt)"
as_docker "$entry" doctor >run.txt 2>&1 || fail "$(cat run.txt)"
as_docker "$entry" phantom --out archive --images 16 --patients 8 --size 64 >/dev/null
as_docker mpirun --oversubscribe -n 2 gren prepare --archive archive --lung-masks archive/masks --out set --size 64 >run.txt 2>&1 || fail "$(cat run.txt)"
as_docker GREN_RANKS=2 /opt/gren/share/gren/launch/train --data set --run run --depth 18 --head-width 16 --threads 1 --max-steps 2 >run.txt 2>&1 ||
    fail "$(cat run.txt)"
as_docker "$entry" evaluate --data set --run run >run.txt 2>&1 || fail "$(cat run.txt)"
[ -s docker/data/run/model.safetensors ] || fail "no model: $(cat run.txt)"
echo "ok: Dockerfile, from films to an evaluation, $SECONDS s"
in_root docker 4242:4242 /tmp gren doctor >run.txt 2>&1 || fail "as a user without a name: $(cat run.txt)"

# By the loader itself, without a cache: what the programs need, where from.
listed=$(as_docker bash -c 'source /opt/gren/environment; cd /opt/gren/bin; export LD_LIBRARY_PATH="$LD_LIBRARY_PATH:$GREN_TORCH_DIR/lib"
    for program in gren gren-engine mpirun orted; do /lib64/ld-linux-x86-64.so.2 --inhibit-cache --list ./$program || exit; done' | sed 's/ (0x.*//' | sort -u)
elsewhere=$(grep -vE 'lib(c|m|dl|rt|util|pthread|resolv)\.so\.|linux-vdso|/ld-linux|=> /opt/gren/' <<<"$listed") || true
[ -z "$elsewhere" ] || fail "not from /opt/gren: $elsewhere"
echo "ok: $(grep -c '=> /opt/gren/' <<<"$listed") libraries from /opt/gren"

in_root apptainer 0:0 / sh -ec "$(of_def post)" || fail "gren.def: %post $(of_def post)"
in_root apptainer 0:0 / sh -ec "$(of_def test)" >run.txt 2>&1 || fail "gren.def: %test $(cat run.txt)"
in_root apptainer 4242:4242 /tmp sh -ec "$(of_def environment)
$(of_def runscript)" run doctor >run.txt 2>&1 || fail "gren.def: %runscript $(cat run.txt)"
echo "ok: gren.def, $SECONDS s"
