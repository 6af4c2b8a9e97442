#!/bin/sh
# Checks on a running mesh that the egress policies do what they say.
# Made by: wildegress verify --print. Read it, change it, run it.
# Exit code: 0 everything passed, 1 a check failed, 3 a check could not be run.
# shellcheck disable=SC2317,SC2329 # which functions are used depends on the checks
set -u

KUBECTL=${KUBECTL:-kubectl}
# Seconds for one request.
MAX_TIME=${MAX_TIME:-@@MAX_TIME@@}

started=$(date +%s)
failed=0
not_run=0
mark=wildegress-verify:

# report STATUS POLICY WHAT RESULT
report() {
  printf '%-8s %s  %s  %s\n' "$1" "$2" "$3" "$4"
  case $1 in
    FAILED) failed=1 ;;
    'not run') not_run=1 ;;
  esac
}

# pods NAMESPACE SELECTOR: the names of the running pods
pods() {
  "$KUBECTL" get pods -n "$1" -l "$2" --field-selector=status.phase=Running \
    -o 'jsonpath={range .items[*]}{.metadata.name}{" "}{end}'
}

# The namespace that kubectl is set to.
current_namespace() {
  namespace=$("$KUBECTL" config view --minify -o 'jsonpath={..namespace}')
  printf '%s' "${namespace:-default}"
}

# ---- The source: where the requests are made from.

source_namespace=
source_pod=
source_container=

# use_source NAMESPACE SELECTOR CONTAINER: a pod that is there; without CONTAINER kubectl takes its default one
use_source() {
  source_namespace=$1
  source_pod=$(pods "$1" "$2")
  source_pod=${source_pod%% *}
  source_container=$3
  if [ -z "$source_pod" ]; then
    echo "no running pod in namespace $1 has the labels $2" >&2
    exit 3
  fi
}

# bring_source NAMESPACE CONTAINER: creates the pod whose manifest is on stdin
brought=
bring_source() {
  source_namespace=$1
  source_container=$2
  source_pod=$("$KUBECTL" create -n "$1" -f - -o name) || exit 3
  source_pod=${source_pod#pod/}
  brought="$brought $source_namespace/$source_pod"
  "$KUBECTL" wait --for=condition=Ready "pod/$source_pod" -n "$1" --timeout=120s >&2 || exit 3
}

take_away() {
  for each in $brought; do
    "$KUBECTL" delete pod "${each#*/}" -n "${each%%/*}" --ignore-not-found --wait=false >&2
  done
  brought=
}
trap take_away EXIT
trap 'exit 3' HUP INT TERM

# in_pod COMMAND...
in_pod() {
  "$KUBECTL" exec -n "$source_namespace" "$source_pod" ${source_container:+-c "$source_container"} -- "$@"
}

# in_source COMMAND...
in_source() {
  @@IN_SOURCE@@
}

# ---- Requests.

# request URL NAME: sets outcome and words
request() {
  answer=$(in_source curl --silent --show-error --output /dev/null --noproxy "$2" --connect-timeout 5 \
    --max-time "$MAX_TIME" --write-out "$mark%{http_code}:%{time_appconnect}:" "$1" 2>&1)
  code=$?
  case $answer in
    *"$mark"*) ;;
    *)
      outcome='not run'
      words=$answer
      return
      ;;
  esac
  figures=${answer##*"$mark"}
  status=${figures%%:*}
  figures=${figures#*:}
  handshake=${figures%%:*}
  words="status $status, curl $code"
  case $code in
    6) outcome=unresolved ;;
    51 | 60) outcome='wrong certificate' ;;
    *)
      case "$1 $status" in
        'http://'*' 50'[234]) outcome=refused ;;
        *' 000')
          case $handshake in
            *[1-9]*) outcome=reached ;;
            *) outcome=refused ;;
          esac
          ;;
        *) outcome=reached ;;
      esac
      ;;
  esac
}

# must_reach POLICY URL NAME NUMBER
reached=0
reached_numbers=' '
must_reach() {
  request "$2" "$3"
  case $outcome in
    reached)
      reached=$((reached + 1))
      reached_numbers="$reached_numbers$4 "
      report ok "$1" "$2" "$words"
      ;;
    'not run') report 'not run' "$1" "$2" "$words" ;;
    *) report FAILED "$1" "$2" "$outcome ($words)" ;;
  esac
}

# must_refuse POLICY URL NAME
must_refuse() {
  request "$2" "$3"
  case $outcome in
    refused) report ok "$1" "$2" "refused ($words)" ;;
    unresolved) report warning "$1" "$2" 'does not resolve, so nothing was tried' ;;
    'not run') report 'not run' "$1" "$2" "$words" ;;
    *) report FAILED "$1" "$2" "$outcome ($words); is the outbound policy of the mesh ALLOW_ANY? gen --harden closes it" ;;
  esac
}

# ---- Counters and logs.

# count NAMESPACE PODS FIGURE CLUSTER: the sum over Envoy's /clusters; CLUSTER is a name, or 'PORT HOST'.
# /stats would not do: Istio keeps most of Envoy's counters out of it.
count() {
  for pod in $2; do
    "$KUBECTL" exec -n "$1" "$pod" -c istio-proxy -- pilot-agent request GET clusters
  done | awk -F '::' -v figure="$3" -v cluster="$4" '
    function short(name, part) { return split(name, part, "[|]") == 4 ? part[2] " " part[4] : name }
    NF >= 4 && $(NF - 1) == figure && short($1) == cluster { sum += $NF }
    END { print sum + 0 }'
}

# must_count POLICY WHAT BEFORE AFTER KEEPS_CONNECTIONS
must_count() {
  if [ "$reached" -eq 0 ]; then
    report skipped "$1" "$2" 'nothing was reached that it could show'
  elif [ $(($4 - $3)) -ge "$reached" ]; then
    report ok "$1" "$2" "+$(($4 - $3)) for $reached reached"
  elif [ "$5" = yes ]; then
    report warning "$1" "$2" "+$(($4 - $3)) for $reached reached: connections that were open may have carried them"
  else
    report FAILED "$1" "$2" "+$(($4 - $3)) for $reached reached: they went another way"
  fi
}

# must_log POLICY WHAT NAMESPACE PODS CONTAINER REQUIRED NUMBER TEXT...: a recent line has one of the texts
must_log() {
  case $reached_numbers in
    *" $7 "*) ;;
    *)
      report skipped "$1" "$2" 'it was not reached'
      return
      ;;
  esac
  policy=$1 what=$2 namespace=$3 names=$4 container=$5 required=$6
  shift 7
  for attempt in 1 2 3 4 5 6; do
    seconds=$(($(date +%s) - started + attempt))
    for text in "$@"; do
      for pod in $names; do
        line=$("$KUBECTL" logs -n "$namespace" "$pod" -c "$container" --since="${seconds}s" 2>&1 | grep -F -e "$text" | tail -n 1)
        if [ -n "$line" ]; then
          report ok "$policy" "$what" "$line"
          return
        fi
      done
    done
    sleep 1
  done
  if [ "$required" = yes ]; then
    report FAILED "$policy" "$what" "no line about $1"
  else
    report warning "$policy" "$what" "no line about $1; are access logs switched on?"
  fi
}

# ---- The checks.

@@CHECKS@@
if [ "$failed" -ne 0 ]; then exit 1; fi
if [ "$not_run" -ne 0 ]; then exit 3; fi
exit 0
