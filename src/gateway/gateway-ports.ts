import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Plan } from "../plan/plan.ts";
import { policiesThroughGateway, usesPlainHttp } from "./served-policies.ts";

/** A port of the gateway's Service and where it leads in the pod. Istio finds a Gateway server's listener by this pair. */
export interface GatewayPort {
  readonly name: string;
  readonly port: number;
  readonly targetPort: number;
}

/** Ports in use in every pod of Istio. Source: istio.io, "Ports used by Istio". */
const ISTIO_PORTS = [15_000, 15_001, 15_004, 15_006, 15_008, 15_020, 15_021, 15_053, 15_090];

/** Names and targets are those of Istio's own egress gateway; the names also tell sidecars the protocol of the hop to the gateway. */
export function gatewayPorts(plan: Plan): GatewayPort[] {
  return [
    ...(usesPlainHttp(plan)
      ? [{ name: "http2", port: plan.gateway.httpPort, targetPort: containerPort(plan.gateway.httpPort) }]
      : []),
    { name: "https", port: plan.gateway.port, targetPort: containerPort(plan.gateway.port) },
  ];
}

/** 443 is 8443 in the pod, 80 is 8080: below 1024 only root may listen, and istiod skips such a listener without an error. */
export function containerPort(servicePort: number): number {
  return servicePort < 1024 ? servicePort + 8000 : servicePort;
}

/** Ports that would collide in a gateway of our making. */
export function portObstacles(plan: Plan): Diagnostic[] {
  const found: Diagnostic[] = [];
  const ports = gatewayPorts(plan);
  const targets = ports.map(({ targetPort }) => targetPort);
  if (new Set(targets).size < targets.length) {
    found.push(
      collision(
        `the gateway's ports ${ports.map(({ port }) => port).join(" and ")} are the same port ${targets[0]} in the pod`,
        "a pod listens on one of them only",
        `choose another --gateway-port, for example 443`,
      ),
    );
  }
  const loopback = policiesThroughGateway(plan).flatMap((policy) => policy.ports.map(({ unit }) => unit));
  for (const { port, targetPort } of ports) {
    if (ISTIO_PORTS.includes(targetPort)) {
      found.push(
        collision(
          `the gateway cannot listen on port ${port}`,
          `Istio's own proxy uses ${targetPort} in the same pod`,
          "choose another --gateway-port, for example 443",
        ),
      );
    }
    const taken = loopback.find(({ loopbackPort }) => loopbackPort === targetPort);
    if (taken !== undefined) {
      found.push(
        collision(
          `the gateway cannot listen on port ${port}`,
          `the SNI proxy of "${taken.name}" listens on 127.0.0.1:${targetPort} in the same pod`,
          "choose a --gateway-port below 20000 or above 29999, which SNI proxies do not use",
        ),
      );
    }
  }
  return found;
}

function collision(what: string, why: string, fix: string): Diagnostic {
  return { severity: "error", code: "gateway-port-collision", what, why, fix };
}
