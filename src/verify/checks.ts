import type { Plan, Policy, PolicyPort, PortProtocol } from "../plan/plan.ts";
import { strategyById } from "../strategies/registry.ts";
import { curlCommand } from "./curl.ts";
import type { ClusterFigure, ClusterRef } from "./envoy-clusters.ts";
import { apexesOutside, type NameOptions, namesInside, namesOutside, type TriedName } from "./names.ts";

/** What all checks have. Those of one group (a policy's port) belong together: counters are read before its first request. */
interface CheckBase {
  /** `wikipedia/443/reach/www.wikipedia.org`: unique, stable. */
  readonly id: string;
  readonly policy: string;
  readonly group: string;
  /** For people: what is looked at. */
  readonly what: string;
  /** For people: what it must come to. */
  readonly expectation: string;
  /** The command as a person would type it; `SOURCE` and `POD` stand for what is found when it runs. */
  readonly command: readonly string[];
}

export interface RequestCheck extends CheckBase {
  readonly kind: "request";
  readonly about: "inside" | "apex" | "outside";
  readonly protocol: PortProtocol;
  readonly name: string;
  readonly port: number;
  readonly url: string;
  /** Nobody gave the name: when it does not exist, that says nothing about the mesh. */
  readonly guessed: boolean;
  readonly curl: readonly string[];
}

/** Some proxy's count of connections rises by what was reached. */
export interface CounterCheck extends CheckBase {
  readonly kind: "counter";
  readonly proxy: ProxyPods;
  readonly cluster: ClusterRef;
  readonly figure: ClusterFigure;
  /** Requests that this proxy must have carried, by id. */
  readonly requests: readonly string[];
  /** A proxy on the way keeps connections open for the next request, so that no rise proves nothing. */
  readonly reusesConnections: boolean;
}

/** A log names what was reached. */
export interface LogCheck extends CheckBase {
  readonly kind: "log";
  readonly proxy: ProxyPods;
  /** For each request: a line must hold one of these texts. */
  readonly needles: readonly { readonly request: string; readonly anyOf: readonly string[] }[];
  /** False where logging is a setting of the mesh that may be off. */
  readonly required: boolean;
  /** What switches it on. */
  readonly howToEnable: string;
}

export type Check = RequestCheck | CounterCheck | LogCheck;

/** Which pods, and which container of them. */
export type ProxyPods =
  | { readonly where: "source"; readonly container: string }
  | {
      readonly where: "egress gateway" | "SNI proxy" | "waypoint" | "Mixer";
      /** `undefined`: the source's namespace. */
      readonly namespace: string | undefined;
      readonly selector: string;
      readonly container: string;
    };

export interface CheckOptions extends NameOptions {
  /** Seconds for one request. */
  readonly maxSeconds: number;
  /** Where istiod (and Mixer) run. */
  readonly istioNamespace: string;
  /** False when the source is not a pod: nobody can ask its sidecar. */
  readonly sourceIsPod: boolean;
}

/** Everything there is to check, policy by policy and port by port, in the order in which it is run. Pure. */
export function planChecks(plan: Plan, options: CheckOptions): Check[] {
  return plan.policies.flatMap((policy) => policy.ports.flatMap((port) => checksOf(policy, port, plan, options)));
}

function checksOf(policy: Policy, port: PolicyPort, plan: Plan, options: CheckOptions): Check[] {
  const group = `${policy.name}/${port.number}`;
  const request = (tried: TriedName, about: RequestCheck["about"]): RequestCheck =>
    requestCheck(tried, about, { group, policy, port, options });
  const inside = namesInside(policy, options).map((tried) => request(tried, "inside"));
  const refused = [
    ...apexesOutside(policy, plan, options).map((tried) => request(tried, "apex")),
    ...namesOutside(plan, options).map((tried) => request(tried, "outside")),
  ];
  return [
    ...inside,
    ...counters(policy, port, plan, options).map((counter) => counterCheck(counter, inside, group, policy)),
    ...logs(policy, port, plan, options).map((log) => logCheck(log, inside, group, policy)),
    ...refused,
  ];
}

interface Place {
  readonly group: string;
  readonly policy: Policy;
  readonly port: PolicyPort;
  readonly options: CheckOptions;
}

function requestCheck(tried: TriedName, about: RequestCheck["about"], place: Place): RequestCheck {
  const { group, policy, port, options } = place;
  const scheme = port.protocol === "tls" ? "https" : "http";
  const usual = port.number === (port.protocol === "tls" ? 443 : 80);
  const url = `${scheme}://${tried.name}${usual ? "" : `:${port.number}`}${tried.path}`;
  const curl = curlCommand(url, tried.name, options.maxSeconds);
  const words = { inside: "", apex: " (the apex: no wildcard covers it)", outside: " (in no policy)" };
  return {
    kind: "request",
    id: `${group}/${about}/${tried.name}${tried.path === "/" ? "" : tried.path}`,
    policy: policy.name,
    group,
    what: `${url}${words[about]}`,
    expectation: about === "inside" ? "an answer" : "no answer",
    command: ["SOURCE", ...curl],
    about,
    protocol: port.protocol,
    name: tried.name,
    port: port.number,
    url,
    guessed: tried.guessed,
    curl,
  };
}

interface Counter {
  readonly proxy: ProxyPods;
  readonly cluster: ClusterRef;
  readonly figure: ClusterFigure;
  readonly reusesConnections: boolean;
  /** Names that it carries; all when left out. */
  readonly carries?: (name: string) => boolean;
}

function counters(policy: Policy, port: PolicyPort, plan: Plan, options: CheckOptions): Counter[] {
  const http = port.protocol === "http";
  const gateway = gatewayPods(plan);
  switch (policy.strategy) {
    case "sni-proxy": {
      const { loopbackHost, loopbackPort, name } = port.unit;
      // HTTP reaches the gateway over connections that the sidecar keeps, so the gateway's count need not rise.
      const hop = { cluster: { port: loopbackPort, host: loopbackHost }, figure: "cx_total" as const };
      const found: Counter[] = [{ proxy: gateway, ...hop, reusesConnections: http }];
      if (policy.sniProxy === "envoy") {
        const figure = http ? "rq_total" : "cx_total";
        const proxy = { ...gateway, where: "SNI proxy" as const };
        found.push({ proxy, cluster: { name: `wildegress-${name}` }, figure, reusesConnections: false });
      }
      return found;
    }
    case "single-host": {
      const cluster = { port: port.number, host: policy.via ?? "" };
      const figure = http && !policy.mtls ? "rq_total" : "cx_total";
      return [{ proxy: gateway, cluster, figure, reusesConnections: http && policy.mtls }];
    }
    default: {
      const proxy = policy.strategy === "waypoint" ? waypointPods(policy, plan) : sourceProxy(options);
      if (proxy === undefined) return [];
      return policy.domains.map((domain) => ({
        proxy,
        cluster: { port: port.number, host: domain.text },
        figure: http ? "rq_total" : "cx_total",
        reusesConnections: false,
        carries: (name) => (domain.wildcard ? name.endsWith(`.${domain.base}`) : name === domain.base),
      }));
    }
  }
}

function counterCheck(counter: Counter, inside: readonly RequestCheck[], group: string, policy: Policy): CounterCheck {
  const { proxy, cluster, figure, reusesConnections, carries } = counter;
  const requests = inside.filter(({ name }) => carries?.(name) ?? true).map(({ id }) => id);
  const shown = "name" in cluster ? cluster.name : `${cluster.port} ${cluster.host}`;
  const counted = figure === "cx_total" ? "connections" : "requests";
  return {
    kind: "counter",
    id: `${group}/counter/${proxy.where.replaceAll(" ", "-").toLowerCase()}/${shown.replace(" ", "/")}`,
    policy: policy.name,
    group,
    what: `${proxy.where === "source" ? "sidecar of the source" : proxy.where}: ${counted} to ${shown}`,
    expectation: "as many more as were reached",
    command: [...execIn(proxy), "pilot-agent", "request", "GET", "clusters"],
    proxy,
    cluster,
    figure,
    requests,
    reusesConnections,
  };
}

interface Log {
  readonly proxy: ProxyPods;
  readonly needles: (request: RequestCheck) => readonly string[];
  readonly required: boolean;
  readonly howToEnable: string;
}

const ACCESS_LOG_OFF =
  "switch access logs on: meshConfig.accessLogFile=/dev/stdout, or a Telemetry resource with accessLogging";

function logs(policy: Policy, port: PolicyPort, plan: Plan, options: CheckOptions): Log[] {
  if (!strategyById(policy.strategy).usesGateway) return [];
  const { outerSni, loopbackHost } = port.unit;
  const gateway = gatewayPods(plan);
  const found: Log[] = [
    {
      proxy: gateway,
      // Under mutual TLS the gateway sees the outer name only; the name that was asked for is inside.
      needles: ({ name }) => (policy.mtls ? [outerSni, loopbackHost] : [name]),
      required: false,
      howToEnable: ACCESS_LOG_OFF,
    },
  ];
  if (policy.strategy === "sni-proxy" && policy.sniProxy === "nginx") {
    found.push({
      proxy: { ...gateway, where: "SNI proxy", container: "sni-proxy" },
      needles: ({ name }) => [name],
      required: true,
      howToEnable: "see what the container says: kubectl logs -c sni-proxy",
    });
  }
  if (plan.target.has("mixer")) {
    found.push({
      proxy: {
        where: "Mixer",
        namespace: options.istioNamespace,
        selector: "istio-mixer-type=telemetry",
        container: "mixer",
      },
      needles: ({ name }) => [`"requestedServerName":"${policy.mtls ? outerSni : name}"`],
      required: false,
      howToEnable: "Mixer logs egress only with a logentry instance, a handler and a rule for it",
    });
  }
  return found;
}

function logCheck(log: Log, inside: readonly RequestCheck[], group: string, policy: Policy): LogCheck {
  const { proxy } = log;
  return {
    kind: "log",
    id: `${group}/log/${proxy.where.replaceAll(" ", "-").toLowerCase()}`,
    policy: policy.name,
    group,
    what: `${proxy.where}: log`,
    expectation: log.required ? "a line for each name" : "a line for each name, where logging is on",
    command: ["kubectl", "logs", ...namespaceOf(proxy), "POD", "-c", proxy.container, "--since=1m"],
    proxy,
    needles: inside.map((request) => ({ request: request.id, anyOf: log.needles(request) })),
    required: log.required,
    howToEnable: log.howToEnable,
  };
}

function gatewayPods(plan: Plan) {
  const selector = Object.entries(plan.gateway.selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
  return {
    where: "egress gateway" as const,
    namespace: plan.gateway.namespace,
    selector,
    container: "istio-proxy",
  };
}

/** Each client namespace has a waypoint of its own; with several it is the one beside the source. */
function waypointPods(policy: Policy, plan: Plan): ProxyPods {
  const [only, ...others] = policy.clientNamespaces;
  const namespace = others.length === 0 ? only : undefined;
  const selector = `gateway.networking.k8s.io/gateway-name=${plan.gateway.waypoint}`;
  return { where: "waypoint", namespace, selector, container: "istio-proxy" };
}

function sourceProxy(options: CheckOptions): ProxyPods | undefined {
  return options.sourceIsPod ? { where: "source", container: "istio-proxy" } : undefined;
}

function execIn(proxy: ProxyPods): string[] {
  return ["kubectl", "exec", ...namespaceOf(proxy), "POD", "-c", proxy.container, "--"];
}

function namespaceOf(proxy: ProxyPods): string[] {
  if (proxy.where === "source") return ["-n", "SOURCE_NAMESPACE"];
  return ["-n", proxy.namespace ?? "SOURCE_NAMESPACE"];
}
