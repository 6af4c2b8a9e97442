import type { Random } from "../random.ts";
import { CLIENT_NAMESPACES, type Focus, GATEWAY_NAMESPACE, maybe, type Resource } from "./focus.ts";

/** The harness knows by a ServiceEntry of this name that a push has arrived (matrix/settle.ts): no Sidecar may hide it. */
const MARKER = "default/*.marker.example";

/** A listener of its own for one port. */
function portListener(random: Random, focus: Focus): object {
  const number = random.pick(focus.ports);
  const protocol = number === 80 || number === 8080 ? "HTTP" : "TLS";
  const hosts = random.pick([["./*"], ["*/*"], [`./${random.pick(focus.hosts)}`]]);
  return { port: { number, protocol, name: `port-${number}` }, hosts };
}

/** A Sidecar; `taken` has the namespaces that have one for all their workloads already, since of two the webhook takes both and istiod one. */
export function sidecar(random: Random, focus: Focus, name: string, taken: Set<string>): Resource {
  const namespace = random.weighted([6, "default"], [3, "team-b"], [1, GATEWAY_NAMESPACE]);
  const selective = taken.has(namespace) || (namespace !== GATEWAY_NAMESPACE && random.chance(0.3));
  if (!selective) taken.add(namespace);
  const app = namespace === "default" ? random.pick(["sleep", "visitor", "captured"]) : "reader";
  const mode = random.weighted<string | undefined>([3, undefined], [3, "ALLOW_ANY"], [3, "REGISTRY_ONLY"]);
  const host = random.pick(focus.hosts);
  const hosts = random.weighted<readonly string[]>(
    [4, ["./*", "istio-system/*"]],
    [2, ["./*"]],
    [2, ["*/*"]],
    [2, [`./${host}`, "istio-system/*"]],
    [1, [`*/${host}`]],
    [1, [`${random.pick(CLIENT_NAMESPACES)}/*`]],
    [1, ["~/*"]],
  );
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "Sidecar",
    metadata: { name, namespace },
    spec: {
      ...maybe("workloadSelector", selective ? { labels: { app } } : undefined),
      egress: [
        ...(random.chance(0.15) ? [portListener(random, focus)] : []),
        { hosts: hosts[0] === "*/*" ? hosts : [...hosts.filter((one) => one !== "~/*"), MARKER] },
      ],
      ...maybe("outboundTrafficPolicy", mode && { mode }),
    },
  };
}
