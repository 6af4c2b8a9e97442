# The programs of others that the slower suites run, each of one version.
ISTIO_VERSION=v0.0.0-20260827124520-eed52ebb66ad
HELM_VERSION=v3.22.0
KUBECTL_VERSION=v0.36.3
# Later Node than the one that everything else runs on: the output must be the same.
OTHER_NODE_VERSION=22
