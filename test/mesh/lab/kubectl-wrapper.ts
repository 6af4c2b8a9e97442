import { mkdir, writeFile } from "node:fs/promises";
import { kubectlCommand } from "./cluster.ts";
import { inRunFolder } from "./run-folder.ts";
import { WORKLOADS } from "./topology.ts";

/**
 * A folder with a `kubectl` for programs that look for one in PATH. `exec` and `logs` are a kubelet's work, and there is none: they go
 * to the pod's network namespace and to its proxy's log.
 *
 * @returns the folder.
 */
export async function kubectlFolder(): Promise<string> {
  const folder = inRunFolder("bin");
  await mkdir(folder, { recursive: true });
  const pods = WORKLOADS.map(({ pod, netns }) => `  */${pod}|${pod}) netns=${netns} ;;`).join("\n");
  const script = `#!/bin/bash
pod() {
  for word; do
    case $word in
    --) return ;;
${pods}
    esac
  done
}
verb=
for word; do case $word in exec|logs) verb=$word; break ;; --) break ;; get|auth|version|config) break ;; esac; done
if [ -n "$verb" ]; then
  pod "$@"
  [ -n "$netns" ] || { echo "no such pod: $*" >&2; exit 1; }
  [ $verb = logs ] && exec cat ${inRunFolder()}/$netns/proxy.log ${inRunFolder()}/$netns/access.log
  while [ "$1" != -- ]; do shift; done
  shift
  [ "$1 $2 $3" = "pilot-agent request GET" ] && exec ip netns exec $netns curl -sS "http://127.0.0.1:15000/$4"
  exec ip netns exec $netns setpriv --reuid=1000 --clear-groups "$@"
fi
exec ${kubectlCommand([]).join(" ")} "$@"
`;
  await writeFile(`${folder}/kubectl`, script, { mode: 0o755 });
  return folder;
}
