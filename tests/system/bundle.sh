# A bundle of a build for GPUs and the torch that a node has: another CUDA is refused in one sentence, and the CUDA runtime of a
# program whose run path is of another machine is the wheel's. On made-up folders; the test container runs the real one.
source "$(dirname "$0")/common.sh"
launch=$(cd "$(dirname "$0")/../../launch" && pwd)
unset LD_LIBRARY_PATH GREN_TORCH_DIR GREN_HOME
export HOME=$work

# bundle NAME CUDA: what launch/bundle makes of a build with torch 2.11.0, without a program.
bundle() {
    mkdir -p "$1/bin" "$1/lib"
    cp "$launch/bundled_environment" "$1/environment"
    printf 'torch_version=2.11.0\ntorch_cuda=%s\n' "$2" >"$1/built_with"
}
# torch NAME VERSION CUDA: as its wheel lies in site-packages, CUDA as version.py says it.
torch() {
    mkdir -p "$1/torch/lib"
    touch "$1/torch/lib/libtorch_cpu.so"
    printf "from typing import Optional\n\n__version__ = '%s'\ndebug = False\ncuda: Optional[str] = %s\n" "$2" "$3" >"$1/torch/version.py"
}
bundle cpu ''
bundle cuda 13.0
torch cu130 2.11.0+cu130 "'13.0'"
torch no_runtime 2.11.0+cu130 "'13.0'"
torch cpu_wheel 2.11.0+cpu None
torch cu126 2.11.0+cu126 "'12.6'"
torch older 2.10.0+cu130 "'13.0'"
mkdir empty

# in_bundle NAME SITE_PACKAGES COMMAND...: as the program of the bundle is started.
in_bundle() { GREN_TORCH_DIR=$work/$2/torch bash -euo pipefail -c 'source "$0/environment"; exec "$@"' "$1" "${@:3}"; }

# The runtime of the wheel, of a function that no other has, and a program built elsewhere: its run path is gone.
mkdir -p elsewhere cu130/nvidia/cu13/lib
echo 'extern "C" int made_up_runtime() { return 0; }' |
    c++ -x c++ -shared -fPIC -Wl,-soname,libcudart.so.13 -o elsewhere/libcudart.so.13 -
echo 'extern "C" int made_up_runtime(); int main() { return made_up_runtime(); }' |
    c++ -x c++ -o cuda/bin/gren - -x none elsewhere/libcudart.so.13 -Wl,-rpath,"$PWD/elsewhere"
mv elsewhere/libcudart.so.13 cu130/nvidia/cu13/lib/
! cuda/bin/gren 2>/dev/null || fail "the program starts without the bundle, so that this test shows nothing"
in_bundle cuda cu130 cuda/bin/gren || fail "the program does not start from the bundle"
found=$(in_bundle cuda cu130 env LD_TRACE_LOADED_OBJECTS=1 cuda/bin/gren | awk '/libcudart/ { print $3 }')
[ "$(realpath "$found")" = "$work/cu130/nvidia/cu13/lib/libcudart.so.13" ] || fail "libcudart.so.13 is $found, expected the wheel's"
echo "ok: the wheel's CUDA runtime"

refused 2 "^gren: GREN_TORCH_DIR='.*/empty/torch' is torch for CUDA none; expected torch 2.11.0 for CUDA 13.0, .*/cuda/share/gren/launch/setup cuda, " \
    in_bundle cuda empty true
refused 2 "/cpu_wheel/torch' is torch for CUDA none; .* pip install torch==2.11.0 " in_bundle cuda cpu_wheel true
refused 2 "/cu126/torch' is torch for CUDA 12.6; expected torch 2.11.0 for CUDA 13.0," in_bundle cuda cu126 true
refused 2 'nvidia/cu13/lib holds no libcudart.so.13; .* not with --no-deps' in_bundle cuda no_runtime true

# found_torch: where a bundle looks by itself, none being named.
found_torch() { bash -euo pipefail -c 'source "$0/environment"; echo "${GREN_TORCH_DIR-nowhere}"' "$1" | sed "s|^$work/||"; }
expect() { [ "$1" = "$2" ] || fail "torch is '$1', expected '$2'"; }
mkdir -p .cache/gren/torch-2.11.0/lib/python3.11 && cp -r cu130 .cache/gren/torch-2.11.0/lib/python3.11/site-packages
expect "$(found_torch cuda)" .cache/gren/torch-2.11.0/lib/python3.11/site-packages/torch
expect "$(found_torch cpu)" nowhere # which leaves it to gren
mkdir cpu/packages && cp -r cpu_wheel/torch cpu/packages
expect "$(GREN_TORCH_DIR=/of/the/host found_torch cpu)" cpu/packages/torch
for name in older cu130; do
    echo "Version: $(sed -n "s/^__version__ = '\(.*\)'/\1/p" $name/torch/version.py)" >metadata
    mkdir -p $name/torch-1.dist-info && cp metadata $name/torch-1.dist-info/METADATA
    touch $name/torch/__init__.py
done
rm -r cpu/packages
expect "$(PYTHONPATH=$work/cu130 found_torch cpu)" cu130/torch
expect "$(PYTHONPATH=$work/older found_torch cpu)" nowhere
echo "bundle ok"
