#!/bin/bash
# Prints the folder that tools.sh installs into: its name changes with the versions.
set -euo pipefail
. "$(dirname "$0")/../versions.sh"
echo "${XDG_CACHE_HOME:-$HOME/.cache}/wildegress-ci/istio-$ISTIO_VERSION-helm-$HELM_VERSION-node-$OTHER_NODE_VERSION"
