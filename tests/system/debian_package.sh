# The Debian package where only what it depends on is installed: dpkg takes it, gren says how torch is had, that command installs it
# from a folder of wheels, and gren goes from films to an evaluation by the scripts of the package. Purged, it leaves nothing.
source "$(dirname "$0")/bare_roots.sh"
cpack --config "$BUILD/CPackConfig.cmake" -B packed >cpack.txt 2>&1 || fail "$(tail -5 cpack.txt)"
deb=$(echo packed/*.deb)
dependencies=$(dpkg-deb -f "$deb" Depends | sed 's/([^)]*)//g; s/,//g')
# shellcheck disable=SC2086
python3 "$source/tests/system/bare_root.py" "$work/root" $dependencies
ready root
cp "$deb" root/tmp/gren.deb
find root/usr root/etc -name '*gren*' >before.txt
in_root root 0:0 / DEBIAN_FRONTEND=noninteractive dpkg --install /tmp/gren.deb >dpkg.txt 2>&1 || fail "dpkg: $(cat dpkg.txt)"
echo "ok: $(dpkg-deb -f "$deb" Package Version | tr '\n' ' ')among $(find root/var/lib/dpkg/info -name '*.list' | wc -l) packages, $SECONDS s"

mkdir -m 755 root/home/user && chown 1000:1000 root/home/user
as_user() { in_root root 1000:1000 /home/user HOME=/home/user OMP_NUM_THREADS=1 "$@"; }
as_user gren --version >version.txt 2>&1 || fail "$(cat version.txt)"
! as_user gren doctor >doctor.txt 2>&1 || fail "gren doctor does without torch"
grep -qE '^gren: libtorch [0-9.]+ was not found in .*; run /usr/share/gren/launch/setup, or install torch [0-9.]+ by pip ' doctor.txt ||
    fail "gren doctor says: $(cat doctor.txt)"
echo "ok: $(cat doctor.txt)"

python3 "$source/tests/system/wheels.py" "$(dirname "$GREN_TORCH_DIR")" root/wheels root/usr/share/gren/launch/requirements/torch.txt
setup=$(sed 's/.*; run \([^,]*\),.*/\1/' doctor.txt)
as_user GREN_WHEELS=/wheels "$setup" >setup.txt 2>&1 || fail "$setup: $(cat setup.txt)"
rm -r root/wheels
echo "ok: $setup from a folder of wheels, $SECONDS s"

as_user gren doctor >doctor.txt 2>&1 || fail "gren doctor: $(cat doctor.txt)"
as_user gren phantom --out archive --images 16 --patients 8 --size 64 >/dev/null
as_user GREN_RANKS=2 /usr/share/gren/launch/prepare --archive archive --lung-masks archive/masks --out set --size 64 >run.txt 2>&1 || fail "$(cat run.txt)"
as_user GREN_RANKS=2 /usr/share/gren/launch/train --data set --run run --depth 18 --head-width 16 --threads 1 --max-steps 2 >run.txt 2>&1 || fail "$(cat run.txt)"
as_user gren evaluate --data set --run run >run.txt 2>&1 || fail "$(cat run.txt)"
[ -s root/home/user/run/model.safetensors ] || fail "no model: $(cat run.txt)"
echo "ok: from films to an evaluation, $SECONDS s"

in_root root 0:0 / dpkg --purge gren >dpkg.txt 2>&1 || fail "dpkg: $(cat dpkg.txt)"
find root/usr root/etc -name '*gren*' | cmp before.txt - || fail "purged, it leaves $(find root/usr root/etc -name '*gren*')"
