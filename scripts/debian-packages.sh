#!/bin/bash
# What the tests want from Debian: each program with the package that brings it. Wants root (or sudo) when one is missing.
set -euo pipefail
. "$(dirname "$0")/retry.sh"
missing=()
while read -r program package; do
  command -v "$program" >/dev/null || missing+=("$package")
done <<'LIST'
etcd etcd-server
nginx nginx
iptables iptables
ip iproute2
curl curl
unzip unzip
openssl openssl
setpriv util-linux
pip python3-pip
LIST
[ -e /usr/lib/nginx/modules/ngx_stream_module.so ] || missing+=(libnginx-mod-stream)
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo)
export DEBIAN_FRONTEND=noninteractive
install_missing() {
  "${as_root[@]}" apt-get update -qq &&
    "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}
twice install_missing
