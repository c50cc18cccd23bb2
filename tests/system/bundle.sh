# A bundle and the torch that a node has: another version or another CUDA is refused in one sentence, and the CUDA runtime of a
# program whose run path is of another machine is the wheel's. On made-up folders; bench/bundle packs and runs the real one.
source "$(dirname "$0")/common.sh"
launch=$(cd "$(dirname "$0")/../../launch" && pwd)
unset LD_LIBRARY_PATH GREN_TORCH_DIR

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

refused 2 "^gren: GREN_TORCH_DIR='.*/empty/torch' holds no lib/libtorch_cpu.so; expected .* torch 2.11.0 for CUDA 13.0 " \
    in_bundle cuda empty true
refused 2 '/cpu_wheel/torch is torch 2.11.0\+cpu; expected torch 2.11.0 for CUDA 13.0, .* pip install torch==2.11.0 ' \
    in_bundle cuda cpu_wheel true
refused 2 '/cu126/torch is torch 2.11.0\+cu126 for CUDA 12.6; expected torch 2.11.0 for CUDA 13.0,' in_bundle cuda cu126 true
refused 2 '/older/torch is torch 2.10.0\+cu130 for CUDA 13.0; expected torch 2.11.0 for CUDA 13.0,' in_bundle cuda older true
refused 2 'nvidia/cu13/lib holds no libcudart.so.13; .* not with --no-deps' in_bundle cuda no_runtime true

# A program without CUDA takes any torch of its version.
for wheel in cpu_wheel cu126 no_runtime; do in_bundle cpu $wheel true || fail "refused $wheel for a program without CUDA"; done
refused 2 '/older/torch is torch 2.10.0\+cu130 for CUDA 13.0; expected torch 2.11.0,' in_bundle cpu older true
echo "bundle ok"
