# Runs a command once more when it fails: a mirror that lacks something for a moment must not end a run.
twice() {
  "$@" || { printf '%s failed, and is tried once more\n' "$1" >&2 && sleep 5 && "$@"; }
}
