import type { Plan, Policy, PolicyPort } from "../plan/plan.ts";
import type { CheckOptions, CounterCheck, ProxyPods, RequestCheck } from "./check.ts";
import type { ClusterFigure, ClusterRef } from "./envoy-clusters.ts";
import { execIn, gatewayPods, sourceProxy, waypointPods } from "./proxy-pods.ts";

/**
 * Counters that must rise when the requests get through: that of each proxy on the way whose next hop has a cluster of its own.
 *
 * @param inside requests for names of the policy
 */
export function counterChecks(
  policy: Policy,
  port: PolicyPort,
  plan: Plan,
  options: CheckOptions,
  inside: readonly RequestCheck[],
): CounterCheck[] {
  const group = `${policy.name}/${port.number}`;
  return counters(policy, port, plan, options).map((counter) => counterCheck(counter, inside, group, policy));
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
