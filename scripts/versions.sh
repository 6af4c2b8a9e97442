# The programs of others that the slow suite and the mesh run, each of one version; the environment may name another.
: "${ISTIO_VERSION:=v0.0.0-20260827124520-eed52ebb66ad}"
: "${GATEWAY_API_VERSION:=v1.6.0}"
: "${KUBERNETES_VERSION:=1.36.3}"
: "${ENVOY_VERSION:=1.39.3}"
: "${HELM_VERSION:=v3.22.0}"
# Later Node than the one that everything else runs on: the output must be the same.
: "${OTHER_NODE_VERSION:=22}"
