# The module file of an installation that was moved: Lmod finds it, loading it puts this gren, its pages and its batch scripts at
# hand, and unloading leaves the environment as it was. Of a bundle it takes the programs on top.
source "$(dirname "$0")/common.sh"
unset GREN GREN_SOURCE MODULEPATH
cmake --install "$BUILD" --prefix "$work/first" >install.log 2>&1 || fail "$(tail -5 install.log)"
mv first moved
source "$LMOD"
module use "$work/moved/share/gren/modulefiles"
module --terse avail 2>avail.txt
grep -qE '^gren/[0-9.]+$' avail.txt || fail "module avail names no gren: $(cat avail.txt)"

# variables: but Lmod's own.
variables() { env | grep -vE '^(LMOD_|_?ModuleTable|__LMOD|LOADEDMODULES|_LMFILES_|_=)' | sort; }
export PATH=/usr/local/bin:/usr/bin:/bin
unset MANPATH
variables >before.txt
module load gren
[ "$(command -v gren)" = "$work/moved/bin/gren" ] || fail "gren is $(command -v gren)"
gren --version | grep -q '^gren ' || fail "gren --version says nothing"
man -w gren-train 2>/dev/null | grep -qx "$work/moved/share/man/man1/gren-train.1" || ! command -v help2man >/dev/null || fail "man gren-train is another"
man -w ls >/dev/null 2>&1 || ! LC_ALL=C MANPATH='' man -w ls >/dev/null 2>&1 || fail "the pages of others are gone: MANPATH=$MANPATH"
[ -x "$GREN_SOURCE/launch/train" ] && [ -e "$GREN_SOURCE/slurm/train.sbatch" ] || fail "GREN_SOURCE='$GREN_SOURCE' holds no scripts"
(source "$GREN_SOURCE/launch/environment" && [ "$(gren_program)" = "$work/moved/bin/gren" ]) || fail "the scripts take another gren"
module whatis gren 2>&1 | grep -q 'localizes diseases' || fail "module whatis says nothing"
module unload gren
variables >after.txt
cmp before.txt after.txt || fail "unloading left: $(diff before.txt after.txt)"

touch moved/built_with
module load gren
[ "${PATH%%:*}" = "$work/moved" ] || fail "of a bundle PATH begins with ${PATH%%:*}"
