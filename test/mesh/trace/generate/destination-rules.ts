import type { Random } from "../random.ts";
import { exportTo, type Focus, GATEWAY_HOST, maybe, type Resource } from "./focus.ts";

const SERVER_NAMES = ["en.wikipedia.org", "de.wikipedia.org", "outer.example.com", "www.example.com"];

/** TLS that the proxy is to speak itself. */
function tlsSettings(random: Random, host: string): object {
  const toGateway = host === GATEWAY_HOST;
  const mode = random.weighted([3, "DISABLE"], [toGateway ? 1 : 4, "SIMPLE"], [toGateway ? 8 : 1, "ISTIO_MUTUAL"]);
  const sni = mode !== "DISABLE" && random.chance(toGateway ? 0.8 : 0.4) ? random.pick(SERVER_NAMES) : undefined;
  return { mode, ...maybe("sni", sni) };
}

function trafficPolicy(random: Random, focus: Focus, host: string): object {
  const port = host === GATEWAY_HOST ? random.pick([443, 80]) : random.pick(focus.ports);
  const level = [{ port: { number: port }, tls: tlsSettings(random, host) }];
  return random.chance(0.7) ? { tls: tlsSettings(random, host) } : { portLevelSettings: level };
}

export function destinationRule(random: Random, focus: Focus, name: string): Resource {
  const host = random.weighted([6, random.pick(focus.hosts)], [4, GATEWAY_HOST]);
  const subsets = random.some(["one", "two"], random.weighted([3, 0], [4, 1], [2, 2])).map((subset) => ({
    name: subset,
    ...maybe("labels", random.chance(0.3) ? { version: subset } : undefined),
    ...maybe("trafficPolicy", random.chance(0.6) ? trafficPolicy(random, focus, host) : undefined),
  }));
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "DestinationRule",
    metadata: { name, namespace: random.pick(focus.namespaces) },
    spec: {
      host,
      ...maybe("exportTo", exportTo(random)),
      ...maybe(
        "trafficPolicy",
        random.chance(0.4) || subsets.length === 0 ? trafficPolicy(random, focus, host) : undefined,
      ),
      ...maybe("subsets", subsets.length > 0 ? subsets : undefined),
    },
  };
}
