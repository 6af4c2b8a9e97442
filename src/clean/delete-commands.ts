import { shellCommand } from "../shell/quote.ts";
import type { Removal, RemovalTarget, ToolRemoval } from "./removal.ts";

/** The removal as lines of a POSIX shell, with a remark above each part. */
export function deleteCommands(removal: Removal): string {
  const lines = ["# Deletes what wildegress gen made, last applied first. Nothing is deleted until you run this."];
  lines.push(...removal.resources.map(deleteCommand));
  if (removal.tools.length > 0) {
    lines.push("# The gateway itself, by the tool that brought it.", ...removal.tools.map(toolCommand));
  }
  if (removal.legacy.length > 0) {
    lines.push(
      "# EnvoyFilters of Istio's old nginx recipe (up to 1.13), if they were left behind.",
      ...removal.legacy.map(deleteCommand),
    );
  }
  return `${lines.join("\n")}\n`;
}

/** `kubectl delete serviceentry.networking.istio.io wikipedia -n default --ignore-not-found` */
export function deleteCommand(target: RemovalTarget): string {
  const namespace = target.namespace === undefined ? [] : ["-n", target.namespace];
  return shellCommand(["kubectl", "delete", kindOf(target), target.name, ...namespace, "--ignore-not-found"]);
}

/**
 * Kind and group, as kubectl itself prints them. The group must be there (Istio and the Gateway API both have a Gateway), the version must not:
 * a cluster may serve another one by now.
 */
export function kindOf({ apiVersion, kind }: Pick<RemovalTarget, "apiVersion" | "kind">): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? kind.toLowerCase() : `${kind.toLowerCase()}.${apiVersion.slice(0, slash)}`;
}

function toolCommand({ artifact, fileName, gateway, namespace }: ToolRemoval): string {
  if (artifact === "HelmValues") return shellCommand(["helm", "uninstall", gateway, "-n", namespace]);
  const render = shellCommand(["istioctl", "manifest", "generate", "-f", fileName]);
  return `${render} | kubectl delete --ignore-not-found -f -`;
}
