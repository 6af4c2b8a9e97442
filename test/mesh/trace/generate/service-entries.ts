import { ORIGINS } from "../../lab/topology.ts";
import type { Random } from "../random.ts";
import { exportTo, type Focus, isWildcard, maybe, type Resource } from "./focus.ts";

const isTlsPort = (port: number) => port === 443 || port === 8443;

export function protocolOf(random: Random, port: number): string | undefined {
  return isTlsPort(port)
    ? random.weighted<string | undefined>([12, "TLS"], [4, "HTTPS"], [2, "TCP"], [2, undefined], [1, "HTTP"])
    : random.weighted<string | undefined>([12, "HTTP"], [2, "TCP"], [2, undefined], [1, "TLS"]);
}

/** A ServiceEntry that istiod's webhook takes. */
export function serviceEntry(random: Random, focus: Focus, name: string, hosts?: readonly string[]): Resource {
  const chosen = hosts ?? random.some(focus.hosts, random.weighted([4, 1], [1, 2]));
  const ports = random.chance(0.6) ? focus.ports : [random.pick(focus.ports)];
  const resolution = resolutionFor(random, chosen);
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "ServiceEntry",
    metadata: { name, namespace: random.pick(focus.namespaces) },
    spec: {
      hosts: chosen,
      ports: ports.map((number) => portOf(random, number, resolution)),
      resolution,
      ...maybe("location", random.weighted<string | undefined>([8, "MESH_EXTERNAL"], [2, undefined])),
      ...maybe("addresses", addressesFor(random, resolution)),
      ...maybe("exportTo", exportTo(random)),
      ...maybe("endpoints", endpointsFor(random, chosen, resolution)),
    },
  };
}

type Resolution = "NONE" | "STATIC" | "DNS" | "DNS_ROUND_ROBIN" | "DYNAMIC_DNS";

function resolutionFor(random: Random, hosts: readonly string[]): Resolution {
  if (hosts.every(isWildcard)) {
    return random.weighted<Resolution>([5, "NONE"], [4, "DYNAMIC_DNS"], [1, "STATIC"], [1, "DNS"]);
  }
  if (hosts.some(isWildcard)) return random.weighted<Resolution>([6, "NONE"], [1, "STATIC"]);
  return random.weighted<Resolution>([3, "NONE"], [2, "STATIC"], [5, "DNS"], [1, "DNS_ROUND_ROBIN"]);
}

function portOf(random: Random, number: number, resolution: Resolution): object {
  const dynamic = isTlsPort(number) ? "TLS" : "HTTP";
  const protocol = resolution === "DYNAMIC_DNS" ? dynamic : protocolOf(random, number);
  const targetPort = resolution !== "NONE" && random.chance(0.12) ? random.pick([443, 8443, 80, 8080]) : undefined;
  return { number, name: `port-${number}`, ...maybe("protocol", protocol), ...maybe("targetPort", targetPort) };
}

/** Addresses of origins, right and wrong ones, a range of several, and addresses that nobody has. */
function addressesFor(random: Random, resolution: Resolution): readonly string[] | undefined {
  if (resolution === "DYNAMIC_DNS" || random.chance(0.7)) return undefined;
  const ranges = resolution === "NONE" || resolution === "STATIC" ? ["203.0.113.0/24", "203.0.113.0/29"] : [];
  return random.some(
    ["203.0.113.1", "203.0.113.2", "203.0.113.66", "10.99.0.10", ...ranges],
    random.weighted([4, 1], [1, 2]),
  );
}

/** One endpoint at most: with two the load balancer would throw dice. */
function endpointsFor(random: Random, hosts: readonly string[], resolution: Resolution): readonly object[] | undefined {
  const labels = random.chance(0.3) ? { version: random.pick(["one", "two"]) } : undefined;
  const origin = random.pick(Object.values(ORIGINS));
  if (resolution === "STATIC")
    return random.chance(0.1) ? undefined : [{ address: origin, ...maybe("labels", labels) }];
  if (resolution !== "DNS" && resolution !== "DNS_ROUND_ROBIN") return undefined;
  if (!hosts.some(isWildcard) && random.chance(0.7)) return undefined;
  const address = random.pick(["www.wikipedia.org", "de.wikipedia.org", "www.example.com", origin]);
  return [{ address, ...maybe("labels", labels) }];
}
