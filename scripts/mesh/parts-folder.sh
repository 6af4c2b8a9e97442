#!/bin/bash
# Prints the folder of the mesh's parts.
set -euo pipefail
echo "${WILDEGRESS_MESH_PARTS:-${XDG_CACHE_HOME:-$HOME/.cache}/wildegress-mesh}"
