import type { Random } from "../random.ts";
import { type Focus, GATEWAY_NAMESPACE, maybe, type Resource } from "./focus.ts";

/** The outer server name that a sidecar's mTLS may carry. */
export const OUTER_NAME = "outer.example.com";

type Kind = "PASSTHROUGH" | "ISTIO_MUTUAL" | "HTTP";

function hostsOf(random: Random, focus: Focus, kind: Kind): readonly string[] {
  const names = kind === "ISTIO_MUTUAL" ? [OUTER_NAME, OUTER_NAME, ...focus.hosts] : focus.hosts;
  const chosen = random.weighted([1, ["*"]], [8, random.some(names, random.weighted([4, 1], [1, 2]))]);
  const scope = random.weighted([8, ""], [1, "./"], [1, "default/"], [1, "*/"]);
  return [...new Set(chosen)].map((host) => scope + host);
}

function server(random: Random, focus: Focus, index: number): object {
  const kind = random.weighted<Kind>([5, "PASSTHROUGH"], [5, "ISTIO_MUTUAL"], [4, "HTTP"]);
  const number = kind === "HTTP" ? random.weighted([8, 80], [1, 8080], [1, 443]) : random.weighted([8, 443], [1, 8443]);
  const protocol = kind === "HTTP" ? "HTTP" : random.weighted([6, "TLS"], [1, "HTTPS"]);
  return {
    port: { number, name: `server-${index}`, protocol },
    hosts: hostsOf(random, focus, kind),
    ...(kind === "HTTP"
      ? maybe("tls", random.chance(0.06) ? { httpsRedirect: true } : undefined)
      : { tls: { mode: kind } }),
  };
}

export function gateway(random: Random, focus: Focus, name: string): Resource {
  const selector = random.weighted(
    [12, { istio: "egressgateway" }],
    [1, { istio: "othergateway" }],
    [1, { app: "nobody" }],
  );
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "Gateway",
    metadata: { name, namespace: random.weighted([6, GATEWAY_NAMESPACE], [2, "default"]) },
    spec: {
      selector,
      servers: Array.from({ length: random.weighted([4, 1], [2, 2], [1, 3]) }, (_, index) =>
        server(random, focus, index),
      ),
    },
  };
}
