import type { Plan, Policy, PolicyPort } from "../plan/plan.ts";
import { strategyById } from "../strategies/registry.ts";
import type { CheckOptions, LogCheck, ProxyPods, RequestCheck } from "./check.ts";
import { gatewayPods, namespaceOf } from "./proxy-pods.ts";

/**
 * Logs that must name the requests when they get through: the gateway's, nginx's, and Mixer's on releases that had it.
 *
 * @param inside requests for names of the policy
 */
export function logChecks(
  policy: Policy,
  port: PolicyPort,
  plan: Plan,
  options: CheckOptions,
  inside: readonly RequestCheck[],
): LogCheck[] {
  const group = `${policy.name}/${port.number}`;
  return logs(policy, port, plan, options).map((log) => logCheck(log, inside, group, policy));
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
