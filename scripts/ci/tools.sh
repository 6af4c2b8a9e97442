#!/bin/bash
# Builds istioctl, helm and (where the machine has none) kubectl from their Go modules into the given folder, and takes out Istio's
# gateway chart. What is there already stays.
set -euo pipefail
. "$(dirname "$0")/versions.sh"
tools=$1
mkdir -p "$tools"
export GOBIN=$tools

install_go() {
  [ -x "$tools/$1" ] || go install -ldflags "-s -w" "$2"
}

install_go istioctl "istio.io/istio/istioctl/cmd/istioctl@$ISTIO_VERSION"
install_go helm "helm.sh/helm/v3/cmd/helm@$HELM_VERSION"

if [ ! -d "$tools/gateway-chart" ]; then
  go mod download "istio.io/istio@$ISTIO_VERSION"
  cp -r "$(go env GOMODCACHE)/istio.io/istio@$ISTIO_VERSION/manifests/charts/gateway" "$tools/gateway-chart"
  chmod -R u+w "$tools/gateway-chart"
fi

# The module of kubectl has no program in it, only what it is made of.
if ! command -v kubectl >/dev/null; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  cd "$work"
  cat >main.go <<'GO'
package main

import (
	"k8s.io/component-base/cli"
	"k8s.io/kubectl/pkg/cmd"
	"k8s.io/kubectl/pkg/cmd/util"
)

func main() { util.CheckErr(cli.RunNoErrOutput(cmd.NewDefaultKubectlCommand())) }
GO
  go mod init kubectl
  go get "k8s.io/kubectl@$KUBECTL_VERSION" "k8s.io/component-base@$KUBECTL_VERSION"
  go mod tidy
  go build -ldflags "-s -w" -o "$tools/kubectl" .
fi

# The npm package of Node brings the program for this machine.
if [ ! -x "$tools/other-node" ]; then
  npm install --silent --no-save --prefix "$tools/other-node-package" "node@$OTHER_NODE_VERSION"
  ln -sf "other-node-package/node_modules/node/bin/node" "$tools/other-node"
fi
