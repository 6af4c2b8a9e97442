#!/bin/bash
# Puts what the slow suite runs into the given folder: istioctl and kubectl, which are parts of the mesh and built with it; helm, Istio's
# gateway chart and another Node. What is there already stays; each comes under another name and is moved, so nothing is ever half there.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../versions.sh"
. "$here/../retry.sh"
parts=$(bash "$here/../mesh/parts-folder.sh")
. "$here/../mesh/part.sh"
tools=$1
mkdir -p "$tools"
work=$(mktemp -d "$tools/making.XXXXXX")
trap 'chmod -R u+w "$work" && rm -rf "$work"' EXIT

ln -sf "${WILDEGRESS_MESH_ISTIOCTL:-$parts/bin/istioctl}" "$tools/istioctl"
ln -sf "${WILDEGRESS_MESH_KUBECTL:-$parts/bin/kubectl}" "$tools/kubectl"

if [ ! -x "$tools/helm" ]; then
  GOBIN=$work twice go install -ldflags "-s -w" "helm.sh/helm/v3/cmd/helm@$HELM_VERSION"
  mv "$work/helm" "$tools/helm"
fi

if [ ! -d "$tools/gateway-chart" ]; then
  cp -r "$(module_folder istio.io/istio "$ISTIO_VERSION")/manifests/charts/gateway" "$work/gateway-chart"
  chmod -R u+w "$work/gateway-chart"
  mv "$work/gateway-chart" "$tools/gateway-chart"
fi

# The npm package of Node brings the program for this machine.
if [ ! -x "$tools/other-node" ]; then
  twice npm install --silent --no-save --prefix "$work/other-node-package" "node@$OTHER_NODE_VERSION"
  rm -rf "$tools/other-node-package"
  mv "$work/other-node-package" "$tools/other-node-package"
  ln -sf "other-node-package/node_modules/node/bin/node" "$tools/other-node"
fi
