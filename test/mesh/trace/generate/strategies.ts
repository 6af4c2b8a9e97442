import { parseAllDocuments } from "yaml";
import { DNS_ADDRESS } from "../../lab/topology.ts";
import { wildegressToEnd } from "../../matrix/generate.ts";
import type { Random } from "../random.ts";
import { CLIENT_NAMESPACES, type Focus, isWildcard, maybe, type Resource } from "./focus.ts";

const GATEWAY = { name: "istio-egressgateway", selector: { istio: "egressgateway" }, install: "none" };

type Strategy = "direct" | "single-host" | "sni-proxy" | "dynamic-dns";

/** How a policy leaves, and what else may then be said of it. */
function wayOf(random: Random, strategy: Strategy, namespace: string): object {
  if (strategy === "direct") return {};
  if (strategy === "dynamic-dns") return {};
  const from = random.pick([[namespace], [`${namespace}/sleep`], ["default/visitor"], ["team-b/reader", "default"]]);
  return {
    ...maybe("via", strategy === "single-host" ? random.pick(["www.wikipedia.org", "www.example.com"]) : undefined),
    ...maybe("sniProxy", strategy === "sni-proxy" ? random.weighted([5, "envoy"], [1, "nginx"]) : undefined),
    ...maybe("mtls", random.chance(0.3) ? false : undefined),
    ...maybe("from", random.chance(0.4) ? from : undefined),
  };
}

function policy(random: Random, focus: Focus, name: string): object {
  const namespace = random.pick(CLIENT_NAMESPACES);
  const strategy = random.weighted<Strategy>([3, "direct"], [3, "single-host"], [5, "sni-proxy"], [3, "dynamic-dns"]);
  const hosts = focus.hosts.filter((host) => host !== "*.org");
  const wildcards = hosts.filter(isWildcard);
  const domains = random.some(
    strategy === "dynamic-dns" && wildcards.length > 0 ? wildcards : hosts,
    random.weighted([4, 1], [1, 2]),
  );
  const ports = focus.ports.map((port) => (port === 80 || port === 8080 ? `${port}/http` : `${port}/tls`));
  return {
    name,
    namespace,
    strategy,
    domains,
    ports: random.chance(0.7) ? ports : ports.slice(0, 1),
    ...maybe("exportTo", random.chance(0.1) ? ["*"] : undefined),
    ...wayOf(random, strategy, namespace),
  };
}

/** What `wildegress gen` makes of one or two random policies; it refuses some, so others are tried. */
export async function fromStrategies(random: Random, focus: Focus, tries = 6): Promise<readonly Resource[]> {
  const names = random.weighted([3, ["first"]], [3, ["first", "second"]]);
  const gateway = { ...GATEWAY, ...maybe("api", random.chance(0.15) ? "gateway-api" : undefined) };
  const harden = maybe("harden", random.chance(0.15) ? { sidecar: true } : undefined);
  const request = { istio: "newest", gateway, ...harden, policies: names.map((name) => policy(random, focus, name)) };
  const args = ["gen", "--quiet", "-f", "-", "--resolver", DNS_ADDRESS];
  const withoutResolver = args.slice(0, -2);
  const uses = JSON.stringify(request).includes("nginx") ? args : withoutResolver;
  const { code, stdout } = await wildegressToEnd(uses, JSON.stringify(request));
  if (code !== 0) return tries > 1 ? fromStrategies(random, focus, tries - 1) : [];
  return parseAllDocuments(stdout).map((document) => document.toJS() as Resource);
}
