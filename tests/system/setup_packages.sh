# What launch/setup asks of apt, of a stand-in that writes down how it was called: it says apt's sizes before it installs, and hands the
# proxy on, through a sudo that drops all variables, too.
source "$(dirname "$0")/common.sh"
launch=$(cd "$(dirname "$0")/../../launch" && pwd)
mkdir -p tree/launch bin
cp -r "$launch"/{setup,environment,packages,wheels,requirements} tree/launch
touch tree/CMakeLists.txt
# Torch is there, as an older set-up left it.
export GREN_HOME=$work/home
for wheel in torch-2.11.0 nvidia_cuda_runtime-13.0.96 nvidia_cuda_cupti-13.0.85; do
    mkdir -p "home/torch-2.11.0/lib/python3/site-packages/$wheel.dist-info"
done
touch home/torch-2.11.0/.complete

# No other program is on PATH, so that there is a sudo where the test says so.
for tool in bash env dirname grep sed tr cut sha256sum cat; do ln -s "$(command -v "$tool")" bin; done
stand_in() { { echo '#!/usr/bin/env bash'; cat; } >"bin/$1" && chmod +x "bin/$1"; }
stand_in dpkg-query <<<'case ${!#} in git | zlib1g-dev) exit 1 ;; *) echo install ok installed ;; esac'
stand_in apt-get <<END
echo "\$* of \$USER_NUMBER http=\${http_proxy:-} https=\${https_proxy:-} \${DEBIAN_FRONTEND:-}" >>"$work/calls"
case \$* in *--assume-no*)
    echo 'Need to get 3653 kB/84.7 MB of archives.'
    echo 'After this operation, 465 MB of additional disk space will be used.'
    exit 1
esac
END
stand_in id <<<'echo "$USER_NUMBER"'
run_setup() { env -i HOME="$work" GREN_HOME="$GREN_HOME" PATH="$work/bin" "$@" tree/launch/setup >said.txt 2>&1; }
says() { [ "$(cat said.txt)" = "$1" ] || fail "said '$(cat said.txt)', expected '$1'"; }
calls() {
    printf '%s\n' "update -qq of $1" "install --assume-no --no-install-recommends git zlib1g-dev of $1" \
        "install -y -qq --no-install-recommends git zlib1g-dev of $1" | cmp - calls || fail "apt-get was called so: $(cat calls)"
    rm calls
}
sizes='setup: installing 2 system packages: git zlib1g-dev (3653 kB/84.7 MB to fetch, 465 MB of additional disk space)'

run_setup USER_NUMBER=0 https_proxy=http://small:1 HTTP_PROXY=http://large:2 || fail "as root: $(cat said.txt)"
says "$sizes"
calls '0 http=http://large:2 https=http://small:1 noninteractive'
echo "ok: $sizes"

code=0
run_setup USER_NUMBER=1000 || code=$?
[ "$code" -eq 1 ] || fail "without root or sudo it exits with $code"
says 'setup: needs root or sudo to install the packages git zlib1g-dev'
[ ! -e calls ] || fail "apt-get was called without rights"
echo "ok: $(cat said.txt)"

stand_in sudo <<<"exec env -i PATH='$work/bin' USER_NUMBER=0 \"\$@\""
run_setup USER_NUMBER=1000 http_proxy=http://one:3 https_proxy=http://two:4 || fail "by sudo: $(cat said.txt)"
says "$sizes"
calls '0 http=http://one:3 https=http://two:4 noninteractive'
echo "ok: by sudo"
